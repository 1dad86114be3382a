// Packed layout v1 against the files that freeze it.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "nibble/nibble.h"
#include "support/guarded_buffer.h"
#include "support/problem.h"

namespace nibble::test {
namespace {

// One case of the file: what its first line says, and its arrays as hexadecimal digits.
struct GoldenCase {
  std::string title, kind;
  std::map<std::string, int64_t> settings;
  std::map<std::string, std::string> arrays;

  template <class T>
  std::vector<T> Array(const std::string& name, size_t digits) const {
    std::vector<T> array;
    const std::string& text = arrays.at(name);
    for (size_t i = 0; i < text.size(); i += digits) {
      array.push_back(static_cast<T>(std::stoul(text.substr(i, digits), nullptr, 16)));
    }
    return array;
  }
  std::vector<uint8_t> Digits(const std::string& name) const { return Array<uint8_t>(name, 1); }
  std::vector<uint8_t> Bytes(const std::string& name) const { return Array<uint8_t>(name, 2); }
  std::vector<float> Floats(const std::string& name) const {
    const std::vector<uint32_t> bits = Array<uint32_t>(name, 8);
    std::vector<float> floats(bits.size());
    std::memcpy(floats.data(), bits.data(), bits.size() * sizeof(float));
    return floats;
  }
};

GoldenCase ReadTitle(const std::string& line) {
  GoldenCase c;
  c.title = line;
  std::istringstream words(line);
  words >> c.kind;
  for (std::string word; words >> word;) {
    const size_t equals = word.find('=');
    c.settings[word.substr(0, equals)] = std::stoll(word.substr(equals + 1));
  }
  return c;
}

// A case begins with a line that has an '=', an array with its name alone; its digits are indented.
std::vector<GoldenCase> ReadGolden(const std::string& name) {
  std::ifstream file(NIBBLE_GOLDEN_LAYOUTS + name);
  std::vector<GoldenCase> cases;
  std::string array;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (line.find('=') != std::string::npos) {
      cases.push_back(ReadTitle(line));
    } else if (line[0] != ' ') {
      array = line;
    } else {
      std::istringstream words(line);
      for (std::string word; words >> word;) cases.back().arrays[array] += word;
    }
  }
  return cases;
}

template <class T>
void ExpectSameBytes(const GuardedBuffer<T>& actual, const std::vector<T>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  EXPECT_EQ(std::memcmp(actual.data(), expected.data(), actual.size() * sizeof(T)), 0);
}

// Scale: float, or uint16_t for bfloat16.
template <class Scale>
void CheckInt4(const GoldenCase& c, Edge edge) {
  const int64_t n = c.settings.at("n"), k = c.settings.at("k"), group = c.settings.at("group");
  const bool asymmetric = c.settings.at("asymmetric") == 1;
  nibble_qb4w_layout layout = {};
  ExpectOk(nibble_qb4w_layout_of(n, k, group, &layout));
  const auto count = [](int64_t size) { return static_cast<size_t>(size); };
  const size_t zeros = asymmetric ? count(layout.scale_count) : 0;
  GuardedBuffer<uint8_t> nibbles(count(layout.nibble_bytes), edge), packed_zeros(zeros, edge);
  GuardedBuffer<Scale> scales(count(layout.scale_count), edge);
  GuardedBuffer<float> comp(count(layout.column_count), edge);
  const GuardedBuffer<uint8_t> values(c.Digits("values"), edge);
  const GuardedBuffer<float> source_scales(c.Floats("scales"), edge);
  const GuardedBuffer<uint8_t> zero_points(
      asymmetric ? c.Digits("zero_points") : std::vector<uint8_t>(), edge);
  const int32_t type = sizeof(Scale) == sizeof(float) ? NIBBLE_FLOAT32 : NIBBLE_BFLOAT16;
  ExpectOk(nibble_qb4w_pack(n, k, group, type, values.data(), source_scales.data(),
                            asymmetric ? zero_points.data() : nullptr, nibbles.data(),
                            scales.data(), asymmetric ? packed_zeros.data() : nullptr,
                            comp.data()));
  ExpectSameBytes(nibbles, c.Bytes("packed_nibbles"));
  if constexpr (sizeof(Scale) == sizeof(float)) {
    ExpectSameBytes(scales, c.Floats("packed_scales"));
  } else {
    ExpectSameBytes(scales, c.Array<uint16_t>("packed_scales", 4));
  }
  ExpectSameBytes(comp, c.Floats("comp"));
  if (asymmetric) ExpectSameBytes(packed_zeros, c.Bytes("packed_zero_points"));

  const GuardedBuffer<uint8_t> golden(c.Bytes("packed_nibbles"), edge);
  GuardedBuffer<uint8_t> unpacked(values.size(), edge);
  ExpectOk(nibble_qb4w_unpack(n, k, group, golden.data(), unpacked.data()));
  ExpectSameBytes(unpacked, c.Digits("values"));
}

void CheckInt8(const GoldenCase& c, Edge edge) {
  const int64_t n = c.settings.at("n"), k = c.settings.at("k"), group = c.settings.at("group");
  nibble_qb8w_layout layout = {};
  ExpectOk(nibble_qb8w_layout_of(n, k, group, &layout));
  const GuardedBuffer<int8_t> values(c.Array<int8_t>("values", 2), edge);
  const GuardedBuffer<float> source_scales(c.Floats("scales"), edge);
  GuardedBuffer<uint8_t> weights(static_cast<size_t>(layout.weight_bytes), edge);
  GuardedBuffer<float> scales(static_cast<size_t>(layout.scale_count), edge);
  GuardedBuffer<float> comp(static_cast<size_t>(layout.column_count), edge);
  ExpectOk(nibble_qb8w_pack(n, k, group, values.data(), source_scales.data(), weights.data(),
                            scales.data(), comp.data()));
  ExpectSameBytes(weights, c.Bytes("packed_weights"));
  ExpectSameBytes(scales, c.Floats("packed_scales"));
  ExpectSameBytes(comp, c.Floats("comp"));

  const GuardedBuffer<uint8_t> golden(c.Bytes("packed_weights"), edge);
  GuardedBuffer<int8_t> unpacked(values.size(), edge);
  ExpectOk(nibble_qb8w_unpack(n, k, group, golden.data(), unpacked.data()));
  ExpectSameBytes(unpacked, c.Array<int8_t>("values", 2));
}

void CheckFloat32(const GoldenCase& c, Edge edge) {
  const GuardedBuffer<float> weight(c.Floats("weight"), edge);
  const std::vector<float> expected = c.Floats("packed");
  GuardedBuffer<float> packed(expected.size(), edge);
  ExpectOk(nibble_f32_pack(c.settings.at("n"), c.settings.at("k"), weight.data(), packed.data()));
  ExpectSameBytes(packed, expected);
}

void CheckFile(const std::string& name, size_t count,
               void (*check)(const GoldenCase& c, Edge edge)) {
  const std::vector<GoldenCase> cases = ReadGolden(name);
  ASSERT_EQ(cases.size(), count) << name;
  for (const GoldenCase& c : cases) {
    SCOPED_TRACE(c.title);
    for (const Edge edge : {Edge::kFront, Edge::kBack}) {
      ASSERT_NO_FATAL_FAILURE(check(c, edge));
    }
  }
}

TEST(GoldenLayoutTest, PackGivesTheFrozenBytesAndUnpackReadsThem) {
  CheckFile("/packed_layout_v1.txt", 10, [](const GoldenCase& c, Edge edge) {
    c.kind == "int4" ? CheckInt4<float>(c, edge) : CheckFloat32(c, edge);
  });
}

TEST(GoldenLayoutTest, Int8WeightsAreFrozenToo) {
  CheckFile("/packed_layout_v1_int8.txt", 5, CheckInt8);
}

TEST(GoldenLayoutTest, BFloat16ScalesAreFrozenToo) {
  CheckFile("/packed_layout_v1_bfloat16.txt", 3, CheckInt4<uint16_t>);
}

}  // namespace
}  // namespace nibble::test
