// The places that are looked over beside the workspace, such as a teacher's share: add a folder,
// take one off the list, see what each holds.
#pragma once

#include "ui/shell/library.h"
#include "ui/widgets/dialog.h"

class QLabel;
class QPushButton;

namespace unmask {

class RowList;
class PlacesModel;

class PlacesDialog : public Dialog {
  Q_OBJECT
 public:
  explicit PlacesDialog(Library&, QWidget* parent = nullptr);

 private:
  void add();
  void takeOff();
  void save(std::vector<std::filesystem::path>);
  void present();

  Library& library_;
  PlacesModel* model_;
  RowList* list_;
  QPushButton *add_, *takeOff_;
  QLabel* problem_;
};

}  // namespace unmask
