using Postrider.Core.Model;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers;

/// <summary>Tells whether an Endpoint that a resource names is there.</summary>
internal sealed class EndpointLookup(IResourceSource source, LiveDefinitions<EndpointDefinition> live)
{
    /// <summary>Why the Endpoint is not there; null when it is, or when nobody can tell.</summary>
    /// <param name="name">The Endpoint.</param>
    /// <param name="field">The field that names it.</param>
    /// <param name="meanwhile">What happens until it is there.</param>
    public Verdict? Missing(ResourceName name, string field, string meanwhile)
    {
        if (live.Find(name) is not null || !source.Endpoints.HasSeen(name.Namespace))
        {
            return null;
        }

        var why = source.Endpoints.Find(name) is not null
            ? $"Endpoint '{name.Name}' is not live: see its own condition."
            : $"there is no Endpoint '{name.Name}' in namespace '{name.Namespace}'.";
        return new Verdict(Reasons.EndpointNotFound, $"{field}: {why} {meanwhile}");
    }
}
