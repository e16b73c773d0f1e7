package io.runpod.kafka.sandbox.stack;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * First class of every child JVM: runs another class's {@code main}, and halts the JVM as soon as
 * the parent process is gone.
 *
 * <p>A parent that is killed hard runs no shutdown hook, so the child has to watch it. Arguments:
 * the parent's process ID, the class to run, that class's own arguments.
 */
final class TiedToParent {
  private TiedToParent() {}

  public static void main(String[] args) throws Throwable {
    long parent = Long.parseLong(args[0]);
    ProcessHandle handle =
        ProcessHandle.of(parent)
            .orElseThrow(() -> new IllegalStateException("parent process " + parent + " is gone"));
    Thread watch = new Thread(() -> haltAfter(handle), "parent-watch");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[1])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 2, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void haltAfter(ProcessHandle parent) {
    parent.onExit().join();
    Runtime.getRuntime().halt(137);
  }
}
