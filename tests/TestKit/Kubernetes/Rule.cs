using System.Text.Json.Nodes;

namespace Postrider.TestKit.Kubernetes;

/// <summary>A rule of RBAC on a resource of <c>postrider.dev</c>; without a name it holds for all.</summary>
public sealed record Rule(string Verb, string Resource, string? Name = null)
{
    private const string Group = "postrider.dev";

    /// <summary>As a Role has it.</summary>
    public JsonObject ToJson()
    {
        var rule = new JsonObject { ["apiGroups"] = new JsonArray(Group), ["verbs"] = new JsonArray(Verb), ["resources"] = new JsonArray(Resource) };
        if (Name is not null)
        {
            rule["resourceNames"] = new JsonArray(Name);
        }

        return rule;
    }

    /// <summary>As a review asks for it.</summary>
    public JsonObject ToAttributes(string space) => new() { ["group"] = Group, ["verb"] = Verb, ["resource"] = Resource, ["name"] = Name ?? "", ["namespace"] = space };
}
