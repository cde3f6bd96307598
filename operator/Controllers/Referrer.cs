using Postrider.Core.Model;

namespace Postrider.Operator.Controllers;

/// <summary>A resource that names others.</summary>
internal readonly record struct Referrer(ResourceKind Kind, ResourceName Name);
