using System.Globalization;

namespace Postrider.Operator.Schema.Checks;

/// <summary>Paths of fields as Kubernetes writes them: <c>spec.headers[0].name</c>.</summary>
internal static class FieldPath
{
    public static string Of(string parent, string field) => parent.Length == 0 ? field : $"{parent}.{field}";

    public static string Of(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");
}
