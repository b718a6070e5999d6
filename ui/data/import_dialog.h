// How files are read: the settings of the next imports, of texts and of pictures.
#pragma once

#include "core/corpus/import.h"
#include "core/corpus/pictures/import_pictures.h"
#include "ui/widgets/dialog.h"

namespace unmask {

class ImportDialog : public Dialog {
  Q_OBJECT
 public:
  // The settings outlive the dialog, which writes into them at once.
  // alwaysLook: whether a look comes before the import of plain text, too.
  ImportDialog(ImportSettings&, PictureImportSettings&, bool& alwaysLook, QWidget* parent);
};

}  // namespace unmask
