package io.runpod.kafka.sandbox.graceful;

/** What operators do to connectors that are at work, each of which moves tasks about. */
enum Change {
  MORE_SINK_TASKS {
    @Override
    void make(GracefulRun run) {
      run.tasks(run.sinks(), 3);
    }
  },
  SOURCE_RECREATED {
    @Override
    void make(GracefulRun run) {
      run.recreate(run.source());
    }
  },
  SINK_PAUSED {
    @Override
    void make(GracefulRun run) {
      run.pauseForAWhile(run.sinks());
    }
  },
  FEWER_SOURCE_TASKS {
    @Override
    void make(GracefulRun run) {
      run.tasks(run.source(), 1);
    }
  },
  SINK_RECREATED {
    @Override
    void make(GracefulRun run) {
      run.recreate(run.sinks());
    }
  },
  SOURCE_PAUSED {
    @Override
    void make(GracefulRun run) {
      run.pauseForAWhile(run.source());
    }
  },
  FEWER_SINK_TASKS {
    @Override
    void make(GracefulRun run) {
      run.tasks(run.sinks(), 1);
    }
  },
  ANOTHER_SOURCE_SETTING {
    @Override
    void make(GracefulRun run) {
      run.with(run.source(), "runpod.poll.max.in.flight", "60");
    }
  },
  SINK_STOPPED {
    @Override
    void make(GracefulRun run) {
      run.stopForAWhile(run.sinks());
    }
  },
  MORE_SOURCE_TASKS {
    @Override
    void make(GracefulRun run) {
      run.tasks(run.source(), 3);
    }
  },
  ANOTHER_SINK_SETTING {
    @Override
    void make(GracefulRun run) {
      run.with(run.sinks(), "runpod.max.in.flight", "50");
    }
  },
  SOURCE_STOPPED {
    @Override
    void make(GracefulRun run) {
      run.stopForAWhile(run.source());
    }
  },
  SINK_RESTARTED {
    @Override
    void make(GracefulRun run) {
      run.restart(run.sinks());
    }
  },
  SOURCE_RESTARTED {
    @Override
    void make(GracefulRun run) {
      run.restart(run.source());
    }
  },
  AS_IT_WAS {
    @Override
    void make(GracefulRun run) {
      run.asItWas();
    }
  };

  abstract void make(GracefulRun run);
}
