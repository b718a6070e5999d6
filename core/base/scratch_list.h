// Lists too long for memory: byte strings, each with a number, in a scratch database.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/database.h"
#include "core/base/result.h"

namespace unmask {

// Memory: none but the database's.
class ScratchList {
 public:
  struct Entry {
    std::string bytes;
    int64_t number = 0;
  };
  // A new list in `database`, which outlives it; `name` is its table's.
  static Result<ScratchList> create(const Database& database, const std::string& name);
  ScratchList(ScratchList&&) noexcept;
  ~ScratchList();

  uint64_t size() const;
  Status add(std::string_view bytes, int64_t number = 0);
  // The entry that was added as the `place`th; place < size().
  Result<Entry> at(uint64_t place) const;
  Status cut(uint64_t size);  // to the first `size` entries

  // Every entry, by its bytes, then by its number. `take` may add to other lists.
  Status sorted(const std::function<Status(Entry&&)>& take) const;

  // Once, before find(): best when the list is complete.
  Status index();
  // The numbers of the entries of these bytes: the `most` least, ascending.
  Result<std::vector<int64_t>> find(std::string_view bytes, int64_t most = INT64_MAX) const;

 private:
  struct State;
  explicit ScratchList(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
