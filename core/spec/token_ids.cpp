// Names of the reserved token ids.
#include "core/spec/token_ids.h"

namespace unmask {

std::string TokenIds::reservedName(int64_t id) const {
  if (id == mask()) return "[MASK]";
  if (id == endOfDocument()) return "[END]";
  if (id == pad()) return "[PAD]";
  if (id == cls()) return "[CLS]";
  if (id == sep()) return "[SEP]";
  if (id > sep() && id < all()) return "[S" + std::to_string(pieces + 104 - id) + "]";
  return "";
}

}  // namespace unmask
