// Hashing a picture's look, and grouping pictures by it.
#include "core/corpus/pictures/near_duplicates.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/base/database.h"

namespace unmask {

namespace {

constexpr size_t kListedGroups = 1000, kListedMembers = 100;  // as Duplicates promises
constexpr size_t kCompared = 16;
constexpr int kRefused = 3;  // comparisons of pixels that find no likeness, before the next picture
constexpr int kBands = 8;
constexpr double kPlain = 4;           // variance of a picture of one colour, but for noise
constexpr uint64_t kDarker = 3 * 256;  // by 3 of 255: on a plain ground noise alone sets no bits

// The sum of brightness over columns x rows cells, each as large as can be.
std::vector<uint64_t> cells(std::span<const uint8_t> pixels, int64_t size, int64_t channels,
                            int64_t columns, int64_t rows) {
  std::vector<uint64_t> means;
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c) {
      const int64_t top = r * size / rows, bottom = std::max(top + 1, (r + 1) * size / rows);
      const int64_t left = c * size / columns, right = std::max(left + 1, (c + 1) * size / columns);
      uint64_t sum = 0;
      for (int64_t y = top; y < bottom; ++y)
        for (int64_t i = (y * size + left) * channels; i < (y * size + right) * channels; ++i)
          sum += pixels[static_cast<size_t>(i)];
      // Cells differ in size by a row or column: their means are compared, in 1/256.
      means.push_back(sum * 256 /
                      static_cast<uint64_t>((bottom - top) * (right - left) * channels));
    }
  return means;
}

bool alike(std::span<const uint8_t> a, std::span<const uint8_t> b) {
  uint64_t sumA = 0, sumB = 0, squareA = 0, squareB = 0, product = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const uint64_t x = a[i], y = b[i];
    sumA += x;
    sumB += y;
    squareA += x * x;
    squareB += y * y;
    product += x * y;
  }
  const auto count = static_cast<double>(a.size());
  const double meanA = static_cast<double>(sumA) / count, meanB = static_cast<double>(sumB) / count;
  if (std::abs(meanA - meanB) > kLookBrightness) return false;
  const double varianceA = static_cast<double>(squareA) / count - meanA * meanA;
  const double varianceB = static_cast<double>(squareB) / count - meanB * meanB;
  const double covariance = static_cast<double>(product) / count - meanA * meanB;
  if (varianceA < kPlain && varianceB < kPlain) return true;
  return covariance >= kLookCorrelation * std::sqrt(varianceA * varianceB);
}

// SQLite's numbers have a sign: these are in the order of those without.
int64_t ordered(uint64_t bits) {
  return static_cast<int64_t>(bits ^ uint64_t{1} << 63);
}
uint64_t bitsOf(int64_t ordered) {
  return static_cast<uint64_t>(ordered) ^ uint64_t { 1 } << 63;
}

// Which pictures belong together. A group is named after its first picture; each other one knows
// an earlier one of its group.
class Groups {
 public:
  explicit Groups(const Database& database)
      : database_(database),
        parent_(database.handle(), "SELECT parent FROM parents WHERE picture = ?"),
        add_(database.handle(), "INSERT INTO parents VALUES(?, ?)"),
        move_(database.handle(), "UPDATE parents SET parent = ? WHERE picture = ?") {}

  // The group of a picture.
  Result<int64_t> of(int64_t picture) {
    while (true) {
      UNMASK_ASSIGN(const int64_t parent, parentOf(picture));
      if (parent < 0) return picture;
      UNMASK_ASSIGN(const int64_t grandparent, parentOf(parent));
      if (grandparent < 0) return parent;
      UNMASK_TRY(database_.change(move_.bind(grandparent).bind(picture)));  // the next way is short
      picture = grandparent;
    }
  }
  // The group named `second` becomes part of that named `first`, which is less.
  Status join(int64_t first, int64_t second) {
    return database_.change(add_.bind(second).bind(first));
  }

  Result<Duplicates> listed() {
    Statement all(database_.handle(), "SELECT picture FROM parents ORDER BY picture");
    while (true) {
      UNMASK_ASSIGN(const bool there, database_.row(all));
      if (!there) break;
      UNMASK_TRY(of(all.integer(0)));  // earlier ones know the first already: now it does too
    }
    Statement members(database_.handle(),
                      "SELECT parent, picture FROM parents ORDER BY parent, picture");
    Duplicates found;
    int64_t group = -1;
    while (true) {
      UNMASK_ASSIGN(const bool there, database_.row(members));
      if (!there) break;
      if (std::exchange(group, members.integer(0)) != members.integer(0)) {
        if (found.listed.size() == 2 * kListedGroups) keepLargest(found.listed);
        found.listed.push_back({1, {static_cast<uint64_t>(group)}});
        ++found.groups;
      }
      ++found.documents;
      DuplicateGroup& last = found.listed.back();
      ++last.copies;
      if (last.documents.size() < kListedMembers)
        last.documents.push_back(static_cast<uint64_t>(members.integer(1)));
    }
    keepLargest(found.listed);
    return found;
  }

 private:
  // -1: the first of its group.
  Result<int64_t> parentOf(int64_t picture) {
    UNMASK_ASSIGN(const bool later, database_.row(parent_.bind(picture)));
    if (!later) return -1;
    const int64_t parent = parent_.integer(0);
    parent_.reset();
    return parent;
  }
  static void keepLargest(std::vector<DuplicateGroup>& groups) {
    std::stable_sort(groups.begin(), groups.end(),
                     [](const auto& a, const auto& b) { return a.copies > b.copies; });
    if (groups.size() > kListedGroups) groups.resize(kListedGroups);
  }

  const Database& database_;
  Statement parent_, add_, move_;
};

Status joinEqual(const Database& database, Groups& groups) {
  Statement rows(database.handle(),
                 "SELECT digest0, digest1, rowid FROM pictures ORDER BY digest0, digest1, rowid");
  int64_t first = 0;
  std::optional<std::pair<int64_t, int64_t>> digest;
  while (true) {
    UNMASK_ASSIGN(const bool there, database.row(rows));
    if (!there) return {};
    const std::pair next(rows.integer(0), rows.integer(1));
    if (digest == next) {
      UNMASK_TRY(groups.join(first, rows.integer(2)));
    } else {
      digest = next;
      first = rows.integer(2);
    }
  }
}

struct Look {
  int64_t picture = 0;
  std::array<uint64_t, 2> bits{};
  int64_t group = -1;  // not asked yet
};

// The pictures in the order of the 16 bits of a band, then of all bits, then of their numbers.
class Band {
 public:
  Band(const Database& database, int band)
      : word_(static_cast<size_t>(band / 4)),
        shift_(band % 4 * 16),
        database_(database),
        rows_(database.handle(), query(word_, shift_).c_str()) {}

  // Nothing: there are no more.
  Result<std::optional<Look>> next() {
    UNMASK_ASSIGN(const bool there, database_.row(rows_));
    if (!there) return std::nullopt;
    return Look{rows_.integer(0), {bitsOf(rows_.integer(1)), bitsOf(rows_.integer(2))}};
  }
  uint64_t part(const Look& look) const { return look.bits[word_] >> shift_ & 0xffff; }

 private:
  static std::string query(size_t word, int shift) {
    const std::string shifted = "look" + std::to_string(word) + " >> " + std::to_string(shift);
    // The highest bits keep the sign that puts them in order.
    return "SELECT rowid, look0, look1 FROM pictures ORDER BY " +
           (shift == 48 ? shifted : "(" + shifted + ") & 65535") + ", look0, look1, rowid";
  }

  size_t word_;
  int shift_;
  const Database& database_;
  Statement rows_;
};

}  // namespace

struct DuplicateSearch::State {
  Database database;  // pictures(rowid, digest0, digest1, look0, look1), parents(picture, parent)
  Statement insert;
  int64_t count = 0;
};

std::array<uint64_t, 2> lookOf(std::span<const uint8_t> pixels, int64_t size, int64_t channels) {
  std::array<uint64_t, 2> look{};
  const std::vector<uint64_t> wide = cells(pixels, size, channels, 9, 8);
  const std::vector<uint64_t> high = cells(pixels, size, channels, 8, 9);
  for (size_t r = 0; r < 8; ++r)
    for (size_t c = 0; c < 8; ++c) {
      look[0] = look[0] << 1 | (wide[r * 9 + c] + kDarker < wide[r * 9 + c + 1]);
      look[1] = look[1] << 1 | (high[r * 8 + c] + kDarker < high[(r + 1) * 8 + c]);
    }
  return look;
}

DuplicateSearch::DuplicateSearch(std::unique_ptr<State> state) : state_(std::move(state)) {}
DuplicateSearch::DuplicateSearch(DuplicateSearch&&) noexcept = default;
DuplicateSearch::~DuplicateSearch() = default;

Result<DuplicateSearch> DuplicateSearch::create(const std::filesystem::path& folder) {
  UNMASK_ASSIGN(Database database,
                Database::open(folder / "duplicates.part", Database::Mode::scratch));
  if (database.run("CREATE TABLE pictures(digest0 INTEGER, digest1 INTEGER, look0 INTEGER,"
                   " look1 INTEGER);"
                   "CREATE TABLE parents(picture INTEGER PRIMARY KEY, parent INTEGER)") !=
      SQLITE_OK)
    return failure(database.error());
  Statement insert(database.handle(),
                   "INSERT INTO pictures(rowid, digest0, digest1, look0, look1) "
                   "VALUES(?, ?, ?, ?, ?)");
  return DuplicateSearch(std::unique_ptr<State>(new State{std::move(database), std::move(insert)}));
}

Status DuplicateSearch::add(const std::array<uint64_t, 2>& digest,
                            const std::array<uint64_t, 2>& look) {
  State& s = *state_;
  return s.database.change(s.insert.bind(s.count++)
                               .bind(ordered(digest[0]))
                               .bind(ordered(digest[1]))
                               .bind(ordered(look[0]))
                               .bind(ordered(look[1])));
}

Result<PictureDuplicates> DuplicateSearch::find(
    const std::function<Status(uint64_t, std::span<uint8_t>)>& pixels, uint64_t pictureBytes,
    JobControl& job) {
  const Database& database = state_->database;
  Groups groups(database);
  UNMASK_TRY(joinEqual(database, groups));
  PictureDuplicates found;
  UNMASK_ASSIGN(found.exact, groups.listed());
  std::vector<uint8_t> one(pictureBytes), other(pictureBytes);
  std::deque<Look> ahead;  // a picture, and those after it that it is compared with
  const auto groupOf = [&](Look& look) -> Result<int64_t> {
    if (look.group < 0) {
      UNMASK_ASSIGN(look.group, groups.of(look.picture));
    }
    return look.group;
  };
  for (int number = 0; number < kBands; ++number) {
    Band band(database, number);
    bool more = true;
    while (true) {
      if (job.cancelled()) return failure(cancelledError());
      while (more && ahead.size() <= kCompared) {
        UNMASK_ASSIGN(const auto next, band.next());
        more = next.has_value();
        if (next) ahead.push_back(*next);
      }
      if (ahead.empty()) break;
      Look& a = ahead.front();
      bool read = false;
      int refused = 0;
      for (size_t k = 1; k < ahead.size() && refused < kRefused; ++k) {
        Look& b = ahead[k];
        if (band.part(a) != band.part(b)) break;
        const int differing =
            std::popcount(a.bits[0] ^ b.bits[0]) + std::popcount(a.bits[1] ^ b.bits[1]);
        if (differing > kLookBits) continue;
        UNMASK_ASSIGN(const int64_t groupA, groupOf(a));
        UNMASK_ASSIGN(const int64_t groupB, groupOf(b));
        if (groupA == groupB) continue;
        if (!read) UNMASK_TRY(pixels(static_cast<uint64_t>(a.picture), one));
        read = true;
        UNMASK_TRY(pixels(static_cast<uint64_t>(b.picture), other));
        if (!alike(one, other)) {
          ++refused;
          continue;
        }
        const auto [first, second] = std::minmax({groupA, groupB});
        UNMASK_TRY(groups.join(first, second));
        for (Look& look : ahead)
          if (look.group == second) look.group = first;
      }
      ahead.pop_front();
    }
    job.add(1);
  }
  UNMASK_ASSIGN(found.near, groups.listed());
  return found;
}

}  // namespace unmask
