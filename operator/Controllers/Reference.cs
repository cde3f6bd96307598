using Postrider.Core.Model;

namespace Postrider.Operator.Controllers;

/// <summary>Something that a resource names: a Secret, a ConfigMap, an Endpoint, a Topic, or all Endpoints of a namespace.</summary>
internal readonly record struct Reference(string Kind, ResourceName Name)
{
    private const string AnyName = "*"; // no resource can have this name

    public static Reference ToSecret(ResourceName name) => new("Secret", name);

    public static Reference ToConfigMap(ResourceName name) => new("ConfigMap", name);

    public static Reference ToEndpoint(ResourceName name) => new("Endpoint", name);

    public static Reference ToTopic(ResourceName name) => new("Topic", name);

    /// <summary>Whatever happens to an Endpoint of the namespace matters.</summary>
    public static Reference ToEndpointsOf(string space) => new("Endpoint", new ResourceName(space, AnyName));
}
