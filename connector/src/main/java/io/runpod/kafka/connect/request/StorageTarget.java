package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.config.Keys;
import io.runpod.kafka.connect.config.Validators;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.types.Password;

/** Where workers are to put what is too large for an answer: an object storage, if there is one. */
public final class StorageTarget {
  public static final String ACCESS_ID = "runpod.s3.access.id";
  public static final String ACCESS_SECRET = "runpod.s3.access.secret";
  public static final String BUCKET_NAME = "runpod.s3.bucket.name";
  public static final String ENDPOINT_URL = "runpod.s3.endpoint.url";
  public static final String OBJECT_PATH = "runpod.s3.object.path";

  /** All of them make a storage; some of them make none. */
  public static final List<String> REQUIRED =
      List.of(ACCESS_ID, ACCESS_SECRET, BUCKET_NAME, ENDPOINT_URL);

  private StorageTarget() {}

  /** Adds the keys. */
  static void define(ConfigDef def) {
    Keys keys = new Keys(def, "Object storage");
    keys.add(
        ACCESS_ID,
        Type.STRING,
        "",
        Keys.ANY,
        Importance.LOW,
        "Access ID of the object storage that is named to workers with every job (s3Config)."
            + " Set all of the first four or none.",
        "S3 access ID");
    keys.add(
        ACCESS_SECRET,
        Type.PASSWORD,
        null,
        Keys.ANY,
        Importance.LOW,
        "Its secret. Name it through a config provider, as in ${env:RUNPOD_S3_SECRET}.",
        "S3 access secret");
    keys.add(
        BUCKET_NAME,
        Type.STRING,
        "",
        Keys.ANY,
        Importance.LOW,
        "Bucket of the object storage.",
        "S3 bucket name");
    keys.add(
        ENDPOINT_URL,
        Type.STRING,
        "",
        Validators.httpUrlOrEmpty(),
        Importance.LOW,
        "URL of the object storage.",
        "S3 endpoint URL");
    keys.add(
        OBJECT_PATH,
        Type.STRING,
        "",
        Keys.ANY,
        Importance.LOW,
        "Path in the bucket. Optional.",
        "S3 object path");
  }

  /** The storage, if there is one; {@code config} has passed its validators. */
  static Optional<S3Config> of(AbstractConfig config) {
    Password secret = config.getPassword(ACCESS_SECRET);
    String id = config.getString(ACCESS_ID);
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new S3Config(
                id,
                secret == null ? "" : secret.value(),
                config.getString(BUCKET_NAME),
                config.getString(ENDPOINT_URL),
                Optional.of(config.getString(OBJECT_PATH)).filter(path -> !path.isEmpty())));
  }
}
