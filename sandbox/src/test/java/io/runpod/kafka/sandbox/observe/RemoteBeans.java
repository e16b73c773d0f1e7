package io.runpod.kafka.sandbox.observe;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The MBeans of another JVM on this machine. Owned by one thread. */
public final class RemoteBeans implements AutoCloseable {
  private final JMXConnector connector;
  private final MBeanServerConnection server;

  /** Connects to a JVM that was started with {@link #options}. */
  @SuppressWarnings("BanJNDI") // it is one of ours
  public RemoteBeans(int port) throws IOException {
    connector =
        JMXConnectorFactory.connect(
            new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"));
    server = connector.getMBeanServerConnection();
  }

  /** JVM options that show its MBeans at a port, to this machine alone. */
  public static String[] options(int port) {
    return new String[] {
      "-Xmx512m",
      "-Djava.rmi.server.hostname=127.0.0.1",
      "-Dcom.sun.management.jmxremote.host=127.0.0.1",
      "-Dcom.sun.management.jmxremote.port=" + port,
      "-Dcom.sun.management.jmxremote.rmi.port=" + port,
      "-Dcom.sun.management.jmxremote.authenticate=false",
      "-Dcom.sun.management.jmxremote.ssl=false"
    };
  }

  /** Names of the MBeans that fit the pattern. */
  public Set<String> names(String pattern) throws IOException, JMException {
    return server.queryNames(new ObjectName(pattern), null).stream()
        .map(ObjectName::getCanonicalName)
        .collect(Collectors.toSet());
  }

  /** Sum of an attribute over the MBeans that fit the pattern and have it. */
  public double sum(String pattern, String attribute) throws IOException, JMException {
    double sum = 0;
    for (ObjectName name : server.queryNames(new ObjectName(pattern), null)) {
      for (var info : server.getMBeanInfo(name).getAttributes()) {
        if (info.getName().equals(attribute)) {
          sum += ((Number) server.getAttribute(name, attribute)).doubleValue();
        }
      }
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
