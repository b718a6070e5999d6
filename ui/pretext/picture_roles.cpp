// Painting the roles of views.
#include "ui/pretext/picture_roles.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <cmath>

#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kLeast = 150;  // pixels at 100 %

QString count(uint64_t value) {
  return countText(static_cast<double>(value));
}

// A mark besides the colour: a dot for a positive, a stroke for a view with itself.
void paintCell(QPainter& painter, const QRect& cell, ViewRole role) {
  const Palette& p = theme().palette();
  const int inset = std::max(1, cell.width() / 4);
  switch (role) {
    case ViewRole::negative:
      painter.fillRect(cell, p.kept.fill);
      return;
    case ViewRole::self:
      painter.fillRect(cell, p.sunken);
      painter.setPen(QPen(p.secondary, 1));
      painter.drawLine(cell.bottomLeft(), cell.topRight());
      return;
    case ViewRole::positive:
      painter.fillRect(cell, p.accent);
      painter.setPen(Qt::NoPen);
      painter.setBrush(p.onAccent);
      painter.drawEllipse(cell.adjusted(inset, inset, -inset, -inset));
      return;
  }
}

// One cell and its name, for the legend.
QWidget* legendEntry(ViewRole role, const QString& name) {
  class Sample : public QWidget {
   public:
    explicit Sample(ViewRole role) : role_(role) {}
    void paintEvent(QPaintEvent*) override {
      QPainter painter(this);
      painter.setRenderHint(QPainter::Antialiasing);
      paintCell(painter, rect(), role_);
    }

   private:
    ViewRole role_;
  };
  auto* entry = new QWidget;
  auto* row = new QHBoxLayout(entry);
  row->setContentsMargins(0, 0, 0, 0);
  auto* sample = new Sample(role);
  const auto applyScale = [sample, row] {
    sample->setFixedSize(theme().px(12), theme().px(12));
    row->setSpacing(theme().px(6));
  };
  QObject::connect(&theme(), &Theme::changed, sample, applyScale);
  applyScale();
  row->addWidget(sample);
  row->addWidget(label(name, "secondary", true), 1);
  return entry;
}

}  // namespace

ViewRole roleOf(uint64_t a, uint64_t b, uint64_t pictures) {
  if (a == b) return ViewRole::self;
  return a % pictures == b % pictures ? ViewRole::positive : ViewRole::negative;
}

RolesMatrix::RolesMatrix(QWidget* parent) : QWidget(parent) {
  setObjectName("rolesMatrix");
  setAccessibleName(tr("Roles of every view of the batch beside every other"));
  setFocusPolicy(Qt::StrongFocus);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(&theme(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

QSize RolesMatrix::sizeHint() const {
  return {theme().px(kLeast), theme().px(kLeast)};
}

void RolesMatrix::show(std::vector<uint64_t> pictures) {
  if (pictures == pictures_) return;
  pictures_ = std::move(pictures);
  row_ = column_ = -1;
  update();
}

int RolesMatrix::edge(int line) const {
  return line * std::min(width(), height()) / std::max(views(), 1);
}

QRect RolesMatrix::cellRect(int row, int column) const {
  return {QPoint(edge(column), edge(row)), QPoint(edge(column + 1) - 2, edge(row + 1) - 2)};
}

QString RolesMatrix::said(int row, int column) const {
  if (row < 0 || column < 0 || row >= views() || column >= views()) return {};
  const size_t pictures = pictures_.size();
  const auto a = static_cast<size_t>(row), b = static_cast<size_t>(column);
  const auto name = [&](size_t view) {
    return tr("view %1 of picture %2")
        .arg(view / pictures + 1)
        .arg(count(pictures_[view % pictures] + 1));
  };
  switch (roleOf(a, b, pictures)) {
    case ViewRole::self:
      return tr("%1 with itself: left out").arg(name(a));
    case ViewRole::positive:
      return tr("%1 and %2: positive, to be alike").arg(name(a), name(b));
    case ViewRole::negative:
      return tr("%1 and %2: negative, to be told apart").arg(name(a), name(b));
  }
  return {};
}

void RolesMatrix::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  for (int row = 0; row < views(); ++row)
    for (int column = 0; column < views(); ++column)
      paintCell(
          painter, cellRect(row, column),
          roleOf(static_cast<uint64_t>(row), static_cast<uint64_t>(column), pictures_.size()));
  const Palette& p = theme().palette();
  painter.setBrush(Qt::NoBrush);
  if (row_ >= 0) {
    painter.setPen(QPen(p.text, theme().px(2)));
    painter.drawRect(cellRect(row_, column_).adjusted(-1, -1, 1, 1));
  }
  if (!hasFocus()) return;
  painter.setPen(QPen(p.accent, theme().px(2)));
  painter.drawRect(QRect(0, 0, edge(views()), edge(views())).adjusted(1, 1, -2, -2));
}

void RolesMatrix::choose(int row, int column) {
  row_ = std::clamp(row, 0, views() - 1);
  column_ = std::clamp(column, 0, views() - 1);
  update();
  Q_EMIT cellChosen(row_, column_);
}

void RolesMatrix::mousePressEvent(QMouseEvent* event) {
  for (int row = 0; row < views(); ++row)
    for (int column = 0; column < views(); ++column)
      if (cellRect(row, column).adjusted(0, 0, 1, 1).contains(event->pos()))
        return choose(row, column);
}

void RolesMatrix::keyPressEvent(QKeyEvent* event) {
  if (views() == 0) return QWidget::keyPressEvent(event);
  const int row = std::max(row_, 0), column = std::max(column_, 0);
  switch (event->key()) {
    case Qt::Key_Left:
      return choose(row, row_ < 0 ? 0 : column - 1);
    case Qt::Key_Right:
      return choose(row, row_ < 0 ? 0 : column + 1);
    case Qt::Key_Up:
      return choose(row - 1, column);
    case Qt::Key_Down:
      return choose(row_ < 0 ? 0 : row + 1, column);
    default:
      QWidget::keyPressEvent(event);
  }
}

bool RolesMatrix::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  auto* help = static_cast<QHelpEvent*>(event);
  for (int row = 0; row < views(); ++row)
    for (int column = 0; column < views(); ++column)
      if (cellRect(row, column).contains(help->pos())) {
        QToolTip::showText(help->globalPos(), said(row, column), this);
        return true;
      }
  QToolTip::hideText();
  return true;
}

RolesCard::RolesCard(QWidget* parent) : Card(tr("Who is whose positive"), parent) {
  setObjectName("rolesCard");
  headingRow()->addWidget(helpMark("contrastive"), 0, Qt::AlignTop);
  count_ = label({}, "secondary", true);
  count_->setObjectName("rolesCount");
  matrix_ = new RolesMatrix;
  cell_ = label({}, "", true);
  cell_->setObjectName("rolesCell");
  chance_ = label({}, "secondary", true);
  chance_->setObjectName("rolesChance");
  body()->addWidget(count_);
  body()->addWidget(matrix_);
  body()->addWidget(cell_);
  body()->addWidget(legendEntry(ViewRole::positive, tr("the other view of the same picture")));
  body()->addWidget(legendEntry(ViewRole::negative, tr("a view of another picture")));
  body()->addWidget(legendEntry(ViewRole::self, tr("the view itself: left out")));
  body()->addWidget(chance_);
  connect(matrix_, &RolesMatrix::cellChosen, this, [this](int row, int column) {
    cell_->setText(matrix_->said(row, column));
    cell_->show();
  });
}

void RolesCard::show(const std::vector<uint64_t>& pictures, uint64_t batchSize) {
  std::vector<uint64_t> first(
      pictures.begin(),
      pictures.begin() + static_cast<std::ptrdiff_t>(std::min(pictures.size(), kMostRolePictures)));
  count_->setText(
      first.size() < batchSize
          ? tr("%1 pictures in the batch, %2 views; the first %3 pictures shown")
                .arg(count(batchSize), count(2 * batchSize), count(first.size()))
          : tr("%1 pictures in the batch, %2 views").arg(count(batchSize), count(2 * batchSize)));
  matrix_->show(std::move(first));
  cell_->hide();
  chance_->setText(tr("Every view looks for its positive among %1 others: at chance the loss is "
                      "ln %1 = %2. How similar they are to a model needs a model.")
                       .arg(count(2 * batchSize - 1),
                            valueText(std::log(2.0 * static_cast<double>(batchSize) - 1))));
}

}  // namespace unmask
