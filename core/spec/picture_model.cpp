// The settings of picture models, and the shapes that have a name.
#include "core/spec/picture_model.h"

namespace unmask {

std::vector<FieldRef> fieldsOf(PictureModelSettings& s) {
  return {
      choiceField({.key = "model.encoder",
                   .label = UNMASK_TEXT("core", "Encoder"),
                   .unit = "",
                   .explanation = UNMASK_TEXT(
                       "core",
                       "What makes features of a picture: a residual network of 20 layers for "
                       "CPUs, ResNet-18 with a stem for small pictures or as published, or a "
                       "vision transformer."),
                   .choices = {{"resnet20", UNMASK_TEXT("core", "ResNet-20")},
                               {"resnet18-small", UNMASK_TEXT("core", "ResNet-18, small pictures")},
                               {"resnet18", UNMASK_TEXT("core", "ResNet-18")},
                               {"vit", UNMASK_TEXT("core", "Vision transformer")}},
                   .essential = true,
                   .help = "picture-encoder"},
                  s.encoder),
      integerField({.key = "model.patch",
                    .label = UNMASK_TEXT("core", "Patch size"),
                    .unit = UNMASK_TEXT("core", "pixels"),
                    .explanation = UNMASK_TEXT(
                        "core", "Vision transformer: height and width of the patches it reads."),
                    .minimum = 1,
                    .maximum = 64,
                    .help = "patch"},
                   s.patch),
      integerField({.key = "model.decoder_width",
                    .label = UNMASK_TEXT("core", "Decoder width"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Length of the vector that stands for one patch in the decoder; it may be "
                        "much smaller than the encoder's."),
                    .minimum = 4,
                    .maximum = 65536,
                    .essential = true},
                   s.decoderWidth),
      integerField({.key = "model.decoder_heads",
                    .label = UNMASK_TEXT("core", "Decoder heads"),
                    .unit = "",
                    .explanation =
                        UNMASK_TEXT("core",
                                    "Attention heads of each block of the decoder; must divide its "
                                    "width."),
                    .minimum = 1,
                    .maximum = 256},
                   s.decoderHeads),
      integerField({.key = "model.convolution_width",
                    .label = UNMASK_TEXT("core", "Convolution width"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Channels of the tokenizer's convolutions, in both directions."),
                    .minimum = 1,
                    .maximum = 4096,
                    .essential = true},
                   s.convolutionWidth),
      integerField({.key = "model.residual_blocks",
                    .label = UNMASK_TEXT("core", "Residual blocks"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Of the tokenizer's encoder after its last halving, and as many of its "
                        "decoder before its first doubling."),
                    .minimum = 0,
                    .maximum = 64},
                   s.residualBlocks),
      integerField({.key = "model.code_width",
                    .label = UNMASK_TEXT("core", "Code width"),
                    .unit = "",
                    .explanation = UNMASK_TEXT("core", "Length of the vectors in the codebook."),
                    .minimum = 1,
                    .maximum = 4096,
                    .essential = true,
                    .help = "codebook"},
                   s.codeWidth),
      booleanField({.key = "model.absolute_positions",
                    .label = UNMASK_TEXT("core", "Absolute positions"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Every patch is also told its place by a vector of its own. BEiT as "
                        "published knows only how far patches lie apart, which takes many "
                        "thousand steps to be of use.")},
                   s.absolutePositions),
      integerField({.key = "model.text_layers",
                    .label = UNMASK_TEXT("core", "Text layers"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Transformer blocks of the encoder that reads captions."),
                    .minimum = 1,
                    .maximum = 200,
                    .essential = true},
                   s.textLayers),
      integerField(
          {.key = "model.text_heads",
           .label = UNMASK_TEXT("core", "Text heads"),
           .unit = "",
           .explanation = UNMASK_TEXT(
               "core", "Attention heads of each of its blocks; must divide the text width."),
           .minimum = 1,
           .maximum = 256},
          s.textHeads),
      integerField({.key = "model.text_width",
                    .label = UNMASK_TEXT("core", "Text width"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Length of the vector that stands for one piece of a caption."),
                    .minimum = 1,
                    .maximum = 65536,
                    .essential = true},
                   s.textWidth),
      integerField({.key = "model.fusion_layers",
                    .label = UNMASK_TEXT("core", "Fusion layers"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Transformer blocks in which the caption looks at the picture's patches; "
                        "as wide as the text, with as many heads."),
                    .minimum = 1,
                    .maximum = 200,
                    .essential = true},
                   s.fusionLayers),
      integerField({.key = "model.projection_layers",
                    .label = UNMASK_TEXT("core", "Projection layers"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Linear layers between the encoder's features and the loss; only the "
                        "features are used afterwards."),
                    .minimum = 1,
                    .maximum = 8,
                    .help = "projection-head"},
                   s.projectionLayers),
      integerField({.key = "model.projection_hidden",
                    .label = UNMASK_TEXT("core", "Projection hidden width"),
                    .unit = "",
                    .explanation = UNMASK_TEXT("core", "Width of the projection's inner layers."),
                    .minimum = 1,
                    .maximum = 65536},
                   s.projectionHidden),
      integerField({.key = "model.projection_width",
                    .label = UNMASK_TEXT("core", "Projection width"),
                    .unit = "",
                    .explanation =
                        UNMASK_TEXT("core", "Length of the vectors that are compared in the loss."),
                    .minimum = 2,
                    .maximum = 65536,
                    .essential = true},
                   s.projectionWidth),
  };
}

bool isResNet(const PictureModelSettings& settings) {
  return settings.encoder != "vit";
}

ResNetShape resNetShape(const std::string& encoder) {
  if (encoder == "resnet20") return {false, {16, 32, 64}, 3};
  return {encoder == "resnet18", {64, 128, 256, 512}, 2};
}

}  // namespace unmask
