// A card that lists corpora or tokenizers: choose, rename in place, remove, and what else there is
// to do with them in two menus.
#pragma once

#include <QAbstractListModel>
#include <QMenu>

#include "ui/widgets/parts.h"

namespace unmask {

class RowList;

struct Thing {
  QString slug, name, detail;
  QString place;  // of another root: its name; such a thing is never changed
  QString folder;
  bool own() const { return place.isEmpty(); }
  bool operator==(const Thing&) const = default;
};

class ThingsModel : public QAbstractListModel {
  Q_OBJECT
 public:
  using QAbstractListModel::QAbstractListModel;
  void show(std::vector<Thing>);
  const std::vector<Thing>& things() const { return things_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;
  bool setData(const QModelIndex&, const QVariant&, int role) override;
  Qt::ItemFlags flags(const QModelIndex&) const override;

 Q_SIGNALS:
  void renamed(const QString& slug, const QString& name);

 private:
  std::vector<Thing> things_;
};

class ThingsCard : public Card {
  Q_OBJECT
 public:
  // `kind` names the controls: "corpus" gives corpusList, corpusMore, corpusAdd, corpusRename, ...
  ThingsCard(const QString& kind, const QString& heading, QWidget* parent = nullptr);
  void show(std::vector<Thing>, const QString& chosen);
  // What is to be said below the list, and the same at length; empty: nothing.
  void setWarning(const QString& text, const QString& atLength);
  QMenu& addMenu() { return *add_; }
  // Actions of the chosen thing, above Rename and Remove.
  QAction* addAction(const QString& objectName, const QString& text);

 Q_SIGNALS:
  void chosen(const QString& slug);
  void renameAsked(const QString& slug, const QString& name);
  void removeAsked(const QString& slug);

 private:
  const Thing* current() const;
  void applyScale();
  ThingsModel* model_;
  RowList* list_;
  QLabel* warning_;
  QMenu *add_, *more_;
  QAction *rename_, *remove_;
  QPushButton* moreButton_;
};

}  // namespace unmask
