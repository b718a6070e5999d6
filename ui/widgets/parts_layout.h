// What every layout of a row of parts needs: it owns them, and passes over those that are hidden.
#pragma once

#include <QLayout>
#include <vector>

namespace unmask {

class PartsLayout : public QLayout {
  Q_OBJECT
 public:
  PartsLayout() = default;
  ~PartsLayout() override;

  void addItem(QLayoutItem*) override;  // takes it
  int count() const override { return static_cast<int>(items_.size()); }
  QLayoutItem* itemAt(int index) const override;
  QLayoutItem* takeAt(int index) override;
  bool hasHeightForWidth() const override { return true; }

 protected:
  std::vector<QLayoutItem*> shown() const;

 private:
  std::vector<QLayoutItem*> items_;
};

}  // namespace unmask
