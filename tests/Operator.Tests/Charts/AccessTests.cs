using System.Text.Json.Nodes;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Charts;

/// <summary>What the pods of the chart may do in Kubernetes: the operator what <c>config/rbac</c> says, the others nothing.</summary>
public sealed class AccessTests
{
    private static readonly string[] RoleKinds = ["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"];

    public static TheoryData<string> Sets => new(Rendered.Sets);

    [Fact]
    public void Cluster_wide_rights_are_those_of_the_folder()
    {
        var folder = Directory.GetFiles(Checkout.PathOf("config", "rbac")).SelectMany(file => Rendered.Read(File.ReadAllText(file))).ToList();
        var chart = Rendered.Of(Rendered.Defaults).Objects;
        Assert.Equal(Roles(folder).Select(Rendered.Title).Order(), Roles(chart).Select(Rendered.Title).Order());
        Assert.All(folder, item =>
        {
            var same = chart.Single(other => Rendered.Title(other) == Rendered.Title(item));
            Assert.All(new[] { "rules", "roleRef", "subjects" }, field => Assert.True(JsonNode.DeepEquals(item[field], same[field]), $"{Rendered.Title(item)} {field}"));
        });
    }

    [Fact]
    public void In_single_namespaces_the_same_rights_hold_there_and_nowhere_else()
    {
        var rendered = Rendered.Of("single-namespace");
        var rules = Rendered.Of(Rendered.Defaults).Find("ClusterRole", "postrider-operator")["rules"];
        Assert.Empty(rendered.OfKind("ClusterRole").Concat(rendered.OfKind("ClusterRoleBinding")));
        Assert.Equal(["billing", Chart.Namespace, "shop"], rendered.OfKind("Role").Select(NamespaceOf).Order());
        Assert.Equal(["billing", Chart.Namespace, "shop"], rendered.OfKind("RoleBinding").Select(NamespaceOf).Order());
        Assert.All(rendered.OfKind("Role").Where(role => NamespaceOf(role) != Chart.Namespace), role => Assert.True(JsonNode.DeepEquals(rules, role["rules"])));
        Assert.Equal("shop,billing", Variables.Of(rendered, "operator").Single(variable => variable.Name == "Kubernetes__Namespaces").Value);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Only_the_operator_has_a_token_and_a_binding(string set)
    {
        var rendered = Rendered.Of(set);
        var accounts = rendered.OfKind("ServiceAccount").ToDictionary(item => item["metadata"]!["name"]!.GetValue<string>(), item => item["automountServiceAccountToken"]!.GetValue<bool>());
        Assert.Equal(3, accounts.Count);
        Assert.All(accounts, account => Assert.Equal(IsOperator(account.Key), account.Value));
        Assert.All(rendered.Pods(), pod => Assert.Equal(
            IsOperator(pod.Workload["metadata"]!["name"]!.GetValue<string>()), pod.Pod["automountServiceAccountToken"]!.GetValue<bool>()));
        Assert.All(Roles(rendered.Objects).SelectMany(item => item["subjects"] as JsonArray ?? []), subject => Assert.True(IsOperator(subject!["name"]!.GetValue<string>())));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Each_program_is_given_only_the_keys_that_it_uses(string set)
    {
        var rendered = Rendered.Of(set);
        Assert.All(new[] { "operator", "dispatcher" }, part => Assert.DoesNotContain(Variables.Of(rendered, part), variable => variable.Name.StartsWith("Auth__", StringComparison.Ordinal)));
        Assert.DoesNotContain(Variables.Of(rendered, "operator"), variable => variable.Name.StartsWith("Signing__", StringComparison.Ordinal));
        Assert.Contains(Variables.Of(rendered, "gateway"), variable => variable.Name == "Auth__Tokens__0");
    }

    private static IEnumerable<JsonObject> Roles(IEnumerable<JsonObject> items) => items.Where(item => RoleKinds.Contains(item["kind"]!.GetValue<string>()));

    private static string NamespaceOf(JsonObject item) => item["metadata"]!["namespace"]!.GetValue<string>();

    private static bool IsOperator(string name) => name.EndsWith("-operator", StringComparison.Ordinal);
}
