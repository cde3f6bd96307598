using System.Text.Json.Nodes;

namespace Postrider.Operator.Schema;

/// <summary>Reads resources as the API server would: defaults, types, bounds and rules. Bad input gives errors, never an exception.</summary>
public static class ResourceReader
{
    /// <summary>Reads a resource and ignores fields that it does not know, as the API server prunes them.</summary>
    public static ReadResult<T> Read<T>(JsonNode raw)
        where T : class => throw new NotImplementedException();

    /// <summary>Reads a resource; fields that it does not know are errors, as they are for <c>kubectl apply</c>.</summary>
    public static ReadResult<T> ReadStrict<T>(JsonNode raw)
        where T : class => throw new NotImplementedException();
}
