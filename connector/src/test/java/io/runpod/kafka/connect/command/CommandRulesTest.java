package io.runpod.kafka.connect.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.JobId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandRulesTest {
  private static final Optional<String> NONE = Optional.empty();

  @Test
  void readsTheThreeCommands() throws NoCommand {
    assertThat(command("{'command':'CANCEL','jobId':'j-1','reason':'late'}"))
        .isEqualTo(new Command.Cancel(new JobId("j-1")));
    assertThat(command("{'command':'RETRY','jobId':'j-1','endpointId':'e1'}"))
        .isEqualTo(new Command.Retry(new JobId("j-1")));
    assertThat(command("{'command':'PURGE_QUEUE','jobId':null,'endpointId':null}"))
        .isEqualTo(new Command.PurgeQueue());
    assertThat(command("{'command':' purge_queue '}")).isEqualTo(new Command.PurgeQueue());
  }

  @Test
  void takesTheHeaderBeforeTheFieldAndTheKeyBehindIt() throws NoCommand {
    CommandFields fields = fields("{'command':'RETRY','jobId':'field'}");

    assertThat(command(fields, Optional.of("cancel"), Optional.of("key")))
        .isEqualTo(new Command.Cancel(new JobId("field")));
    assertThat(command(CommandFields.NONE, Optional.of("Retry"), Optional.of("key")))
        .isEqualTo(new Command.Retry(new JobId("key")));
  }

  @Test
  void purgesWhateverTheKeyIsButNotWhereAJobIsNamed() throws NoCommand {
    assertThat(command(CommandFields.NONE, Optional.of("PURGE_QUEUE"), Optional.of("k")))
        .isEqualTo(new Command.PurgeQueue());
    assertThatThrownBy(() -> command("{'command':'PURGE_QUEUE','jobId':'j'}"))
        .hasMessageContaining("PURGE_QUEUE takes no jobId");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{} | no command: write CANCEL, RETRY or PURGE_QUEUE",
        "{'command':'STOP','jobId':'j'} | unknown command 'STOP'",
        "{'command':'','jobId':'j'} | unknown command ''",
        "{'command':7} | command is not text",
        "{'command':'CANCEL'} | no job ID",
        "{'command':'RETRY','jobId':null} | no job ID",
        "{'command':'CANCEL','jobId':''} | '' is no job ID",
        "{'command':'CANCEL','jobId':'a b'} | 'a b' is no job ID",
        "{'command':'CANCEL','jobId':12} | jobId is not text",
        "{'command':'CANCEL','jobId':'j','endpointId':2} | endpointId is not text",
        "{'command':'CANCEL','command':'RETRY','jobId':'j'} | not JSON: Duplicate field",
        "['CANCEL'] | a command is a JSON object",
        "'CANCEL' | a command is a JSON object",
        "null | a command is a JSON object",
        "{'command':'CANCEL','jobId':'j'} x | not JSON",
        "{'command' | not JSON",
      })
  void saysInPlainWordsWhatIsWrong(String json, String words) {
    assertThatThrownBy(() -> command(json))
        .isInstanceOf(NoCommand.class)
        .hasMessageContaining(words);
  }

  @Test
  void readsNoCommandOfABodyThatIsAnInputBySize() {
    String large = "{'command':'CANCEL','reason':'" + "x".repeat(70_000) + "'}";
    assertThatThrownBy(() -> command(large)).hasMessageContaining("at most 65536 bytes");
    assertThatThrownBy(() -> command("{'command':'CANCEL','jobId':'" + "j".repeat(257) + "'}"))
        .hasMessageContaining("is no job ID")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(130));
  }

  private static Command command(String json) throws NoCommand {
    return command(fields(json), NONE, NONE);
  }

  private static Command command(
      CommandFields fields, Optional<String> header, Optional<String> key) throws NoCommand {
    return CommandRules.command(fields, header, key);
  }

  private static CommandFields fields(String json) throws NoCommand {
    return CommandFields.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
