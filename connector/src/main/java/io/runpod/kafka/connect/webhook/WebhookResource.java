package io.runpod.kafka.connect.webhook;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/**
 * Where RunPod calls, on the worker's REST server. Only translates. Every answer has a body, if an
 * empty one: without, the server would write a page that repeats the URL, and the token with it.
 */
@Path("/runpod/webhook/{token}")
public final class WebhookResource {
  private final WebhookCalls calls;

  WebhookResource(WebhookCalls calls) {
    this.calls = calls;
  }

  @POST
  public Response post(
      @PathParam("token") String token,
      @HeaderParam(HttpHeaders.CONTENT_LENGTH) Long length,
      InputStream body) {
    return answer(calls.receive(token, length == null ? -1 : length, body).code());
  }

  /** There is nothing to see here, whatever the token. */
  @GET
  public Response get() {
    return answer(Verdict.FORGED.code());
  }

  private static Response answer(int code) {
    return Response.status(code).type(MediaType.TEXT_PLAIN_TYPE).entity(new byte[0]).build();
  }
}
