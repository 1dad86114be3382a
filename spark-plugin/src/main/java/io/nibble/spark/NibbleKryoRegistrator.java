package io.nibble.spark;

import com.esotericsoftware.kryo.Kryo;
import io.nibble.spark.models.distribution.ModelPart;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * For {@code spark.serializer=…KryoSerializer} with {@code spark.kryo.registrationRequired=true}:
 * set {@code spark.kryo.registrator} to this class. Without required registration Kryo needs none.
 */
public final class NibbleKryoRegistrator implements KryoRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(ModelPart.class);
  }
}
