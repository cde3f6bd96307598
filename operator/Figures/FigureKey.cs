using Postrider.Core.Model;

namespace Postrider.Operator.Figures;

/// <summary>A resource whose status has figures.</summary>
internal readonly record struct FigureKey(ResourceKind Kind, ResourceName Name);
