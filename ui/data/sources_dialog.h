// The files that a corpus came from, with their hashes: its manifest.
#pragma once

#include <QDialog>

#include "ui/data/excerpt.h"

namespace unmask {

class SourcesDialog : public QDialog {
  Q_OBJECT
 public:
  explicit SourcesDialog(OpenCorpus, QWidget* parent = nullptr);
};

}  // namespace unmask
