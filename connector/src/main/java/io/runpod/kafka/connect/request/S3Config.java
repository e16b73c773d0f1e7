package io.runpod.kafka.connect.request;

import java.util.Optional;

/** RunPod's {@code s3Config}: the object storage a worker may put its outputs into. */
record S3Config(
    String accessId,
    String accessSecret,
    String bucketName,
    String endpointUrl,
    Optional<String> objectPath) {

  /** Credentials stay out of logs. */
  @Override
  public String toString() {
    return "S3Config[[hidden]]";
  }
}
