// Keeping the parts.
#include "ui/widgets/parts_layout.h"

namespace unmask {

PartsLayout::~PartsLayout() {
  for (QLayoutItem* item : items_) delete item;
}

void PartsLayout::addItem(QLayoutItem* item) {
  items_.push_back(item);
}

QLayoutItem* PartsLayout::itemAt(int index) const {
  return index >= 0 && index < count() ? items_[static_cast<size_t>(index)] : nullptr;
}

QLayoutItem* PartsLayout::takeAt(int index) {
  QLayoutItem* item = itemAt(index);
  if (item) items_.erase(items_.begin() + index);
  return item;
}

std::vector<QLayoutItem*> PartsLayout::shown() const {
  std::vector<QLayoutItem*> parts;
  for (QLayoutItem* item : items_)
    if (!item->isEmpty()) parts.push_back(item);
  return parts;
}

}  // namespace unmask
