// The objectives by family; one that does not fit the corpus is disabled, with its reason and what
// helps.
#pragma once

#include <map>
#include <string>

#include "core/corpus/fit.h"
#include "ui/widgets/parts.h"

class QButtonGroup;

namespace unmask {

using Fits = std::map<std::string, Fit>;  // by objective

class ObjectivesCard : public Card {
  Q_OBJECT
 public:
  explicit ObjectivesCard(QWidget* parent = nullptr);
  void show(const std::string& chosen, const Fits&);

 Q_SIGNALS:
  void chosen(const std::string& objective);
  void helpAsked(const std::string& objective);

 private:
  struct Entry {
    std::string id;
    QPushButton *choose, *help;
    QLabel* reason;
    QWidget* why;  // reason and help
  };
  QButtonGroup* group_;
  std::vector<Entry> entries_;
};

}  // namespace unmask
