package io.runpod.kafka.connect.api;

import java.util.regex.Pattern;

/**
 * What was answered where nothing of use was, in words for a log: no job's output, nothing that may
 * be a secret, and never more than some 300 characters.
 */
public final class Glimpse {
  private static final int SHOWN = 120;
  private static final int READ = 500;
  private static final int TYPE_SHOWN = 60;

  /** Keys, tokens and their hashes are long and have digits; words are short or have none. */
  private static final Pattern SECRET =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+\\S+|(?=[\\w+-]*\\d)[\\w+-]{16,}");

  /** What is left of one may be too short to be found. */
  private static final Pattern CUT_IN_TWO = Pattern.compile("[\\w+-]*…$");

  private Glimpse() {}

  /** The answer, in a few words on one line. */
  public static String of(Answer answer) {
    if (answer instanceof Answer.Response response) {
      String type =
          response
              .contentType()
              .map(text -> " (" + printable(ErrorWords.cut(text, TYPE_SHOWN)) + ")")
              .orElse("");
      return "HTTP " + response.code() + type + ": " + words(response);
    } else if (answer instanceof Answer.TooLarge large) {
      return "HTTP " + large.code() + ": more than " + large.bytes() + " bytes";
    } else if (answer instanceof Answer.NotSent notSent) {
      return notSent.reason();
    } else if (answer instanceof Answer.Lost lost) {
      return lost.reason();
    }
    throw new IllegalStateException("no words for " + answer);
  }

  private static String words(Answer.Response response) {
    boolean well = response.code() >= 200 && response.code() < 300;
    String text = well ? ErrorWords.start(response.body(), READ) : ErrorWords.of(response.body());
    if (well && (text.startsWith("{") || text.startsWith("["))) {
      // it may be a job's output
      return "JSON of another form, bytes=" + response.body().length;
    }
    String whole = CUT_IN_TWO.matcher(printable(text)).replaceAll("…");
    return ErrorWords.cut(SECRET.matcher(whole).replaceAll("[hidden]"), SHOWN);
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** What is to be done about it, and by whom. */
  public static String cure(Answer answer, Fate fate) {
    if (fate instanceof Fate.Fatal fatal) {
      // behind that stands what was answered
      return fatal.message().split(", HTTP ", 2)[0];
    } else if (fate instanceof Fate.Retry retry && retry.throttled()) {
      return "others use the endpoint, too, or the limits set here are above RunPod's";
    } else if (answer instanceof Answer.NotSent) {
      return "look at DNS, network and proxy between the worker and "
          + EndpointSettings.BASE_URL
          + ", and whether that is right";
    } else if (fate.unanswered()) {
      return "RunPod, or a proxy before it, has to work again";
    }
    return EndpointSettings.BASE_URL
        + ": what answers there is not the RunPod API, but a login page or a proxy, say. Set the"
        + " address of the API, or have the proxy let it through";
  }
}
