package io.runpod.kafka.connect.poll;

import java.time.Duration;
import java.util.Optional;

/**
 * What a schedule may use and how patient it is.
 *
 * @param inFlight most requests open at once
 * @param longPolls how many of them RunPod may be holding
 * @param streamHold longest hold of a {@code /stream}
 * @param drainHold hold of a {@code /stream} that is expected to be empty; 1 s is RunPod's shortest
 * @param statusHold longest hold of a {@code /status-sync}
 * @param frontier how many queued jobs, from the head of the queue, are watched closely
 * @param headInterval how often the first of those is asked about
 * @param frontierInterval how often each of the others of those is asked about
 * @param sweepInterval least time between two questions about every other queued job
 * @param refreshInterval how often a streaming job's full status is read for its progress
 * @param announcedInterval how often a job is asked about whose end RunPod announces, by a nudge,
 *     if there is no stream to be read of it; empty if it announces nothing
 */
public record PollLimits(
    int inFlight,
    int longPolls,
    Duration streamHold,
    Duration drainHold,
    Duration statusHold,
    int frontier,
    Duration headInterval,
    Duration frontierInterval,
    Duration sweepInterval,
    Duration refreshInterval,
    Optional<Duration> announcedInterval) {}
