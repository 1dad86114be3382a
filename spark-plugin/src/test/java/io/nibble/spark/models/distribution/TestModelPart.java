package io.nibble.spark.models.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.spark.NibbleKryoRegistrator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag$;

class TestModelPart {
  static Stream<Arguments> serializers() {
    SparkConf kryo =
        new SparkConf(false).set("spark.kryo.registrator", NibbleKryoRegistrator.class.getName());
    return Stream.of(
        Arguments.of("Java", new JavaSerializer(new SparkConf(false))),
        Arguments.of("Kryo", new KryoSerializer(new SparkConf(false))),
        Arguments.of(
            "Kryo, registration required",
            new KryoSerializer(kryo.set("spark.kryo.registrationRequired", "true"))),
        Arguments.of(
            "Kryo, unsafe", new KryoSerializer(kryo.clone().set("spark.kryo.unsafe", "true"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("serializers")
  void roundTrips(String name, Serializer serializer) {
    for (int size : new int[] {0, 1, 1000, 3 << 20}) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      SerializerInstance instance = serializer.newInstance();
      ByteBuffer written =
          instance.serialize(ModelPart.of(bytes), ClassTag$.MODULE$.apply(ModelPart.class));
      assertThat(written.remaining()).isLessThan(size + 300);
      ModelPart read = instance.deserialize(written, ClassTag$.MODULE$.apply(ModelPart.class));
      assertThat(read.size()).isEqualTo(size);
      assertThat(read.bytes()).isEqualTo(bytes);
    }
  }

  /** A broadcast is a stream of one object, not the one buffer of the test above. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("serializers")
  void roundTripsAsAStream(String name, Serializer serializer) {
    byte[] bytes = new byte[1 << 20];
    new Random(9).nextBytes(bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    serializer
        .newInstance()
        .serializeStream(out)
        .writeObject(ModelPart.of(bytes), ClassTag$.MODULE$.apply(ModelPart.class))
        .close();
    ModelPart read =
        serializer
            .newInstance()
            .deserializeStream(new ByteArrayInputStream(out.toByteArray()))
            .readObject(ClassTag$.MODULE$.apply(ModelPart.class));
    assertThat(read.bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, -1})
  void refusesOtherFormats(int format) throws IOException {
    ModelPart part = new ModelPart();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeInt(format);
      out.writeObject(new byte[3]);
    }
    try (var in = new java.io.ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThatThrownBy(() -> part.readExternal(in))
          .isInstanceOf(InvalidObjectException.class)
          .hasMessageContaining("format " + format + ", expected 1")
          .hasMessageContaining("Use one version of the Nibble jar");
    }
  }

  @Test
  void refusesOtherFormatsFromKryo() {
    byte[] written = {0, 0, 0, 7, 0, 0, 0, 0};
    assertThatThrownBy(
            () -> new ModelPart().read(null, new com.esotericsoftware.kryo.io.Input(written)))
        .hasMessageContaining("format 7, expected 1");
  }
}
