// An array between two pages that no access may touch.
#ifndef NIBBLE_TEST_SUPPORT_GUARDED_BUFFER_H_
#define NIBBLE_TEST_SUPPORT_GUARDED_BUFFER_H_

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace nibble::test {

// Which guard page the array touches: pages are far larger than most arrays, so a test that wants
// both ends watched runs with both.
enum class Edge { kFront, kBack };

template <class T>
class GuardedBuffer {
 public:
  explicit GuardedBuffer(size_t count, Edge edge = Edge::kBack) : count_(count) {
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const size_t bytes = count * sizeof(T);
    const size_t inner = (bytes + page - 1) / page * page;
    mapped_ = inner + 2 * page;
    void* memory =
        mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    base_ = static_cast<char*>(memory);
    if (inner > 0 && mprotect(base_ + page, inner, PROT_READ | PROT_WRITE) != 0) std::abort();
    const size_t offset = edge == Edge::kFront ? 0 : inner - bytes;
    data_ = reinterpret_cast<T*>(base_ + page + offset);
  }

  GuardedBuffer(const std::vector<T>& values, Edge edge) : GuardedBuffer(values.size(), edge) {
    std::copy(values.begin(), values.end(), data_);
  }

  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;
  ~GuardedBuffer() { munmap(base_, mapped_); }

  T* data() { return data_; }
  const T* data() const { return data_; }
  size_t size() const { return count_; }
  T* begin() { return data_; }
  T* end() { return data_ + count_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + count_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }

 private:
  size_t count_;
  size_t mapped_;
  char* base_;
  T* data_;
};

}  // namespace nibble::test

#endif  // NIBBLE_TEST_SUPPORT_GUARDED_BUFFER_H_
