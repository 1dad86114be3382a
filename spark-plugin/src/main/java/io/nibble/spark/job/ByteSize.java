package io.nibble.spark.job;

import org.apache.spark.network.util.JavaUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes as Spark does: 512m, 4g. */
final class ByteSize implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      long bytes = JavaUtils.byteStringAsBytes(text);
      if (bytes > 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // Refused below, like zero.
    }
    throw new TypeConversionException("'" + text + "' is not a size such as 512m or 4g");
  }
}
