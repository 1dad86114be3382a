package io.nibble.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Collects what a class logs while this is open. */
public final class LogCapture extends AbstractAppender implements AutoCloseable {
  private final List<String> messages = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Logger logger;

  private LogCapture(Logger logger) {
    super("capture", null, null, false, Property.EMPTY_ARRAY);
    this.logger = logger;
  }

  public static LogCapture of(Class<?> source) {
    return of(LogManager.getLogger(source.getName()));
  }

  /** What all classes log. */
  public static LogCapture all() {
    return of(LogManager.getRootLogger());
  }

  private static LogCapture of(org.apache.logging.log4j.Logger logger) {
    LogCapture capture = new LogCapture((Logger) logger);
    capture.start();
    capture.logger.addAppender(capture);
    return capture;
  }

  @Override
  public synchronized void append(LogEvent event) {
    String message = event.getMessage().getFormattedMessage();
    messages.add(message);
    if (event.getThrown() != null || event.getLevel().isMoreSpecificThan(Level.ERROR)) {
      problems.add(event.getLoggerName() + ": " + message + " " + event.getThrown());
    }
  }

  public synchronized List<String> messages() {
    return List.copyOf(messages);
  }

  /** Messages that are errors or come with a stack trace. */
  public synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    stop();
  }
}
