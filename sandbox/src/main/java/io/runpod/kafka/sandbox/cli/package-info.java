/** A small command line for a sandbox that was kept up: it needs nothing but {@code java}. */
package io.runpod.kafka.sandbox.cli;
