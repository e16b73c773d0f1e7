package io.runpod.kafka.connect.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.connect.errors.ConnectException;

/** Asks the brokers that hold the ledger. */
final class LedgerBrokers {
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private LedgerBrokers() {}

  /** Something to ask them. */
  interface Question<T> {
    T ask(Admin admin) throws ExecutionException, InterruptedException, TimeoutException;
  }

  /**
   * Asks, with patience.
   *
   * @param cannot what the ledger cannot be if there is no answer
   * @throws ConnectException naming the setting, if there is none
   */
  static <T> T ask(LedgerSettings settings, String cannot, Question<T> question) {
    try (Admin admin = Admin.create(patient(settings))) {
      return question.ask(admin);
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      throw new ConnectException(
          LedgerSettings.BOOTSTRAP_SERVERS
              + ": the ledger "
              + settings.topic()
              + " cannot be "
              + cannot
              + ": "
              + cause.getMessage(),
          cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("interrupted while the ledger was looked up", e);
    }
  }

  private static Map<String, Object> patient(LedgerSettings settings) {
    Map<String, Object> client = settings.admin();
    client.putIfAbsent("default.api.timeout.ms", 10_000);
    client.putIfAbsent("request.timeout.ms", 5_000);
    return client;
  }

  static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
