package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.ledger.LedgerTail;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** Puts what is read of the ledger into the task's mailbox. Called on the ledger's thread. */
final class LedgerMail implements LedgerTail.Listener {
  private final Mailbox mailbox;
  private final LedgerIntake intake;

  LedgerMail(Mailbox mailbox, LedgerIntake intake) {
    this.mailbox = mailbox;
    this.intake = intake;
  }

  @Override
  public void began(Map<Integer, LedgerTail.Span> spans) {
    mailbox.put(new Mail.LedgerBegan(spans));
  }

  @Override
  public void read(List<LedgerTail.Read> batch) throws InterruptedException {
    intake.await();
    mailbox.put(new Mail.LedgerRead(batch));
  }

  @Override
  public void ends(Map<Integer, Long> ends) {
    mailbox.put(new Mail.LedgerEnds(ends));
  }

  @Override
  public void failed(KafkaException failure) {
    mailbox.put(new Mail.LedgerFailed(failure));
  }
}
