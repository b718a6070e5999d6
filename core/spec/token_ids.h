// Reserved token ids, settled once for every objective (design.md section 3, "Token ids").
//
// Pieces keep ids 0..V-1; then [MASK] V, end-of-document V+1, [PAD] V+2, [CLS] V+3, [SEP] V+4 and
// sentinel j (0..99) = V+104-j. A model's vocabulary is the shortest prefix its objective uses.
#pragma once

#include <cstdint>
#include <string>

namespace unmask {

struct TokenIds {
  int64_t pieces = 0;  // V

  int64_t mask() const { return pieces; }
  int64_t endOfDocument() const { return pieces + 1; }
  int64_t pad() const { return pieces + 2; }
  int64_t cls() const { return pieces + 3; }
  int64_t sep() const { return pieces + 4; }
  int64_t sentinel(int64_t j) const { return pieces + 104 - j; }
  int64_t all() const { return pieces + 105; }

  bool reserved(int64_t id) const { return id >= pieces; }
  // "[MASK]", "[END]", "[PAD]", "[CLS]", "[SEP]", "[S0]".. for reserved ids, "" for pieces.
  std::string reservedName(int64_t id) const;
};

constexpr int64_t kNoLoss = -100;  // label of a position that does not enter the loss

}  // namespace unmask
