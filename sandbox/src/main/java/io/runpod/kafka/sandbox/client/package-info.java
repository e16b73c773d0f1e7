/** How tests, the quickstart and the command line talk to a running sandbox. */
package io.runpod.kafka.sandbox.client;
