// Drawing without replacement.
#include "core/pretext/draw_distinct.h"

#include <numeric>
#include <utility>

namespace unmask {

std::vector<size_t> drawDistinct(size_t size, size_t count, RandomStream& stream) {
  std::vector<size_t> numbers(size);
  std::iota(numbers.begin(), numbers.end(), size_t{0});
  for (size_t i = 0; i < count; ++i) std::swap(numbers[i], numbers[i + stream.below(size - i)]);
  numbers.resize(count);
  return numbers;
}

}  // namespace unmask
