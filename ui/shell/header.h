// The header: title, subtitle, the shared pickers, the page's actions.
#pragma once

#include <QWidget>

#include "ui/shell/page.h"
#include "ui/widgets/picker.h"

class QGridLayout;
class QLabel;

namespace unmask {

class WrapLayout;

class Header : public QWidget {
  Q_OBJECT
 public:
  Header(Choices& choices, Library& library, QWidget* parent = nullptr);
  void addPage(Page*);
  void showPage(Page*);

 protected:
  void resizeEvent(QResizeEvent*) override;
  void showEvent(QShowEvent*) override;
  bool eventFilter(QObject*, QEvent*) override;

 private:
  void fill();     // pickers' options and values
  bool low() const;  // the window, so that the header leaves the page its room
  void arrangePickers();
  void arrange();  // pickers beside the title, or below it where there is no room

  Choices& choices_;
  Library& library_;
  Page* page_ = nullptr;
  QGridLayout* grid_;
  QWidget *titles_, *pickers_, *actions_;
  QGridLayout* pickerGrid_;
  WrapLayout* actionRow_;
  QLabel *title_, *subtitle_;
  Picker *corpus_, *tokenizer_, *objective_, *run_;
};

}  // namespace unmask
