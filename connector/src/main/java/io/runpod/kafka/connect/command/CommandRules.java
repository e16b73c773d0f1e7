package io.runpod.kafka.connect.command;

import io.runpod.kafka.connect.job.JobId;
import java.util.Locale;
import java.util.Optional;

/** What a record asks for. */
public final class CommandRules {
  private static final int LONGEST_JOB_ID = 256;
  private static final int SHOWN = 100;

  private CommandRules() {}

  /**
   * The command of a record.
   *
   * @param header the operation its header names, which goes before the field
   * @param key its key as text: the job where the fields name none
   * @throws NoCommand if it is none
   */
  public static Command command(CommandFields fields, Optional<String> header, Optional<String> key)
      throws NoCommand {
    String word =
        header
            .or(fields::command)
            .orElseThrow(() -> new NoCommand("no command: write CANCEL, RETRY or PURGE_QUEUE"));
    return switch (word.strip().toUpperCase(Locale.ROOT)) {
      case "CANCEL" -> new Command.Cancel(job(fields, key));
      case "RETRY" -> new Command.Retry(job(fields, key));
      case "PURGE_QUEUE" -> purge(fields);
      default ->
          throw new NoCommand(
              "unknown command '" + shown(word) + "': write CANCEL, RETRY or PURGE_QUEUE");
    };
  }

  private static JobId job(CommandFields fields, Optional<String> key) throws NoCommand {
    String id =
        fields
            .jobId()
            .or(() -> key)
            .orElseThrow(
                () -> new NoCommand("no job ID: write it into jobId, or as the record's key"));
    boolean odd = id.codePoints().anyMatch(c -> Character.isWhitespace(c) || c < ' ');
    if (id.isEmpty() || odd || id.length() > LONGEST_JOB_ID) {
      throw new NoCommand("'" + shown(id) + "' is no job ID");
    }
    return new JobId(id);
  }

  /** Who names a job wants less than to lose the whole queue. */
  private static Command purge(CommandFields fields) throws NoCommand {
    if (fields.jobId().isPresent()) {
      throw new NoCommand("PURGE_QUEUE takes no jobId: it empties the whole queue");
    }
    return new Command.PurgeQueue();
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
