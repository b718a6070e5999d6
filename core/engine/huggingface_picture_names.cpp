// The tables of picture models. transformers renames these modules from version to version and
// maps the published names, which are those here, to its own.
#include "core/engine/huggingface_picture_names.h"

namespace unmask {

namespace {

class Table {
 public:
  void add(std::string theirs, std::string ours, Conversion conversion = Conversion::copy,
           int64_t rows = 0, int64_t columns = 0) {
    entries_.push_back({std::move(theirs), std::move(ours), conversion, rows, columns});
  }
  void layer(const std::string& theirs, const std::string& ours) {
    add(theirs + ".weight", ours + ".weight");
    add(theirs + ".bias", ours + ".bias");
  }
  void batchNorm(const std::string& theirs, const std::string& ours) {
    layer(theirs, ours);
    add(theirs + ".running_mean", ours + ".running_mean");
    add(theirs + ".running_var", ours + ".running_var");
  }

  // The parts of a transformer's layer, as one class or the other names them.
  struct LayerNames {
    const char *query, *key, *value, *output, *before, *after, *in, *out;
  };
  static constexpr LayerNames kVision = {"attention.attention.query", "attention.attention.key",
                                         "attention.attention.value", "attention.output.dense",
                                         "layernorm_before",          "layernorm_after",
                                         "intermediate.dense",        "output.dense"};
  static constexpr LayerNames kClip = {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
                                       "self_attn.out_proj", "layer_norm1",    "layer_norm2",
                                       "mlp.fc1",            "mlp.fc2"};

  void layers(const LayerNames& names, const std::string& theirs, const std::string& ours,
              int64_t count) {
    for (int64_t n = 0; n < count; ++n) {
      const std::string their = theirs + std::to_string(n) + ".";
      const std::string our = ours + std::to_string(n);
      const std::pair<const char*, Conversion> thirds[] = {{names.query, Conversion::firstThird},
                                                           {names.key, Conversion::secondThird},
                                                           {names.value, Conversion::lastThird}};
      for (const auto& [name, third] : thirds)
        for (const char* part : {".weight", ".bias"})
          add(their + name + part, our + ".attention.qkv" + part, third);
      layer(their + names.output, our + ".attention.output");
      layer(their + names.before, our + ".attention_norm");
      layer(their + names.after, our + ".feed_forward_norm");
      layer(their + names.in, our + ".feed_forward.in");
      layer(their + names.out, our + ".feed_forward.out");
    }
  }

  // prefix: "" or "vit."
  void visionTransformer(const std::string& prefix, const ModelSettings& model, int64_t patch,
                         int64_t channels, int64_t side) {
    add(prefix + "embeddings.cls_token", "encoder.class_token", Conversion::leadingOne);
    add(prefix + "embeddings.position_embeddings", "", Conversion::sineCosine, model.width, side);
    add(prefix + "embeddings.patch_embeddings.projection.weight", "encoder.patches.weight",
        Conversion::patchKernel, patch, channels);
    add(prefix + "embeddings.patch_embeddings.projection.bias", "encoder.patches.bias");
    layers(kVision, prefix + "encoder.layer.", "encoder.layers.", model.layers);
    layer(prefix + "layernorm", "encoder.final_norm");
  }

  std::vector<NameMapping> entries() && { return std::move(entries_); }

 private:
  std::vector<NameMapping> entries_;
};

std::vector<NameMapping> resNet(const ResNetShape& shape) {
  Table table;
  table.add("embedder.embedder.convolution.weight", "encoder.stem.weight");
  table.batchNorm("embedder.embedder.normalization", "encoder.stem_norm");
  for (size_t stage = 0; stage < shape.widths.size(); ++stage)
    for (int64_t block = 0; block < shape.blocks; ++block) {
      const std::string at = std::to_string(stage) + ".", b = std::to_string(block);
      const std::string theirs = "encoder.stages." + at + "layers." + b;
      const std::string ours = "encoder.stages." + at + b;
      const auto part = [&](const std::string& their, const std::string& our) {
        table.add(theirs + their + ".convolution.weight", ours + our + ".weight");
        table.batchNorm(theirs + their + ".normalization", ours + our + "_norm");
      };
      part(".layer.0", ".first");
      part(".layer.1", ".second");
      if (stage > 0 && block == 0) part(".shortcut", ".shortcut");
    }
  return std::move(table).entries();
}

}  // namespace

std::vector<NameMapping> maskedAutoencoderNames(const RunSpec& spec) {
  const auto& objective = std::get<MaskedPixelsSettings>(spec.objectiveSettings);
  const int64_t side = patchGrid(objective);
  Table table;
  table.visionTransformer("vit.", spec.model, objective.patch, spec.channels, side);
  table.add("decoder.mask_token", "decoder.mask_token", Conversion::leadingOne);
  table.add("decoder.decoder_pos_embed", "", Conversion::sineCosine,
            spec.pictureModel.decoderWidth, side);
  table.layer("decoder.decoder_embed", "decoder.in");
  table.layers(Table::kVision, "decoder.decoder_layers.", "decoder.layers.",
               spec.model.decoderLayers);
  table.layer("decoder.decoder_norm", "decoder.final_norm");
  table.layer("decoder.decoder_pred", "decoder.out");
  return std::move(table).entries();
}

std::vector<NameMapping> beitNames(const RunSpec& spec) {
  const auto& objective = std::get<MaskedTokensSettings>(spec.objectiveSettings);
  Table table;
  const std::string embeddings = "beit.embeddings.";
  table.add(embeddings + "cls_token", "class_token", Conversion::leadingTwo);
  table.add(embeddings + "mask_token", "mask_token", Conversion::leadingOne);
  table.add(embeddings + "patch_embeddings.projection.weight", "patches.weight",
            Conversion::patchKernel, objective.patch, spec.channels);
  table.add(embeddings + "patch_embeddings.projection.bias", "patches.bias");
  if (spec.pictureModel.absolutePositions)
    table.add(embeddings + "position_embeddings", "positions", Conversion::leadingTable,
              spec.model.width);
  table.add("beit.encoder.relative_position_bias.relative_position_bias_table",
            "position_bias.weight");
  for (int64_t n = 0; n < spec.model.layers; ++n) {
    const std::string their = "beit.encoder.layer." + std::to_string(n) + ".";
    const std::string our = "layers." + std::to_string(n);
    const std::string attention = their + "attention.attention.",
                      qkv = our + ".attention.qkv.weight";
    table.add(attention + "query.weight", qkv, Conversion::firstThird);
    table.add(attention + "key.weight", qkv, Conversion::secondThird);
    table.add(attention + "value.weight", qkv, Conversion::lastThird);
    table.add(attention + "query.bias", our + ".attention.query.bias");
    table.add(attention + "value.bias", our + ".attention.value.bias");
    table.layer(their + "attention.output.dense", our + ".attention.output");
    table.layer(their + "layernorm_before", our + ".attention_norm");
    table.layer(their + "layernorm_after", our + ".feed_forward_norm");
    table.layer(their + "intermediate.dense", our + ".feed_forward.in");
    table.layer(their + "output.dense", our + ".feed_forward.out");
    table.add(their + "lambda_1", our + ".attention_scale");
    table.add(their + "lambda_2", our + ".feed_forward_scale");
  }
  table.layer("layernorm", "final_norm");
  table.layer("lm_head", "head");
  return std::move(table).entries();
}

Result<std::vector<NameMapping>> contrastiveEncoderNames(const RunSpec& spec) {
  const PictureModelSettings& model = spec.pictureModel;
  if (!isResNet(model)) {
    const auto& objective = std::get<ContrastiveSettings>(spec.objectiveSettings);
    Table table;
    table.visionTransformer("", spec.model, model.patch, spec.channels,
                            objective.view.size / model.patch);
    return std::move(table).entries();
  }
  const ResNetShape shape = resNetShape(model.encoder);
  if (shape.standardStem) return resNet(shape);
  return failure(
      message(UNMASK_TEXT("core", "No public class of transformers expresses the encoder %1, whose "
                                  "stem is for small pictures."),
              model.encoder),
      message(UNMASK_TEXT("core", "Its model.safetensors can be used with our names.")));
}

Result<std::vector<NameMapping>> clipNames(const RunSpec& spec) {
  const PictureModelSettings& model = spec.pictureModel;
  if (isResNet(model))
    return failure(
        message(UNMASK_TEXT("core", "No public class of transformers expresses CLIP with the "
                                    "picture encoder %1."),
                model.encoder),
        message(UNMASK_TEXT("core", "Its model.safetensors can be used with our names.")));
  Table table;
  table.add("logit_scale", "scale");
  table.add("visual_projection.weight", "image.projection.weight");
  table.add("text_projection.weight", "text.projection.weight");
  const std::string image = "vision_model.", text = "text_model.";
  table.add(image + "embeddings.class_embedding", "image.class_token");
  table.add(image + "embeddings.patch_embedding.weight", "image.patches.weight",
            Conversion::patchKernel, model.patch, spec.channels);
  table.add(image + "embeddings.position_embedding.weight", "image.positions");
  table.layer(image + "pre_layrnorm", "image.first_norm");  // as they spell it
  table.layers(Table::kClip, image + "encoder.layers.", "image.layers.", spec.model.layers);
  table.layer(image + "post_layernorm", "image.final_norm");
  table.add(text + "embeddings.token_embedding.weight", "text.tokens.weight");
  table.add(text + "embeddings.position_embedding.weight", "text.positions.weight");
  table.layers(Table::kClip, text + "encoder.layers.", "text.layers.", model.textLayers);
  table.layer(text + "final_layer_norm", "text.final_norm");
  return std::move(table).entries();
}

}  // namespace unmask
