// Listing tensors and opening their values.
#include "ui/pretext/tensors_card.h"

#include "ui/pretext/tensor_view.h"
#include "ui/theme/theme.h"

namespace unmask {

TensorsCard::TensorsCard(QWidget* parent) : Card({}, parent) {
  setObjectName("tensorsCard");
  open_ = linkButton("tensorsOpen", tr("Values…"));
  open_->setToolTip(tr("Every id, label and mask of these tensors, as a table"));
  headingRow()->addWidget(open_);
  lines_ = label({}, "", true);
  lines_->setObjectName("tensors");
  lines_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  body()->addWidget(lines_);
  connect(open_, &QPushButton::clicked, this, &TensorsCard::open);
  const auto applyScale = [this] { lines_->setFont(theme().fixedFont(12)); };
  connect(&theme(), &Theme::changed, this, applyScale);
  applyScale();
}

void TensorsCard::show(const QString& heading, std::vector<Array> arrays, const std::string& hash) {
  setHeading(heading);
  arrays_ = std::move(arrays);
  hash_ = QString::fromStdString(hash);
  QStringList parts;
  for (const Array& array : arrays_) parts << QString::fromStdString(described(array));
  QString text = parts.join("   ");
  const bool values = !arrays_.empty() && !arrays_.front().bytes.empty();
  if (!hash_.isEmpty()) text += "\n" + tr("hash %1", "of the batch").arg(hash_);
  if (!values && !arrays_.empty())
    text += "\n" + tr("Too large to be made whole here: no values, no hash.");
  lines_->setText(text);
  open_->setVisible(values);
}

void TensorsCard::open() {
  auto* view = new TensorView(heading()->text(), arrays_, hash_, this);
  view->show();
}

}  // namespace unmask
