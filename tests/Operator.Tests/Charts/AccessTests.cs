using System.Text.Json.Nodes;
using Postrider.TestKit;

namespace Postrider.Operator.Tests.Charts;

/// <summary>What the pods of the chart may do in Kubernetes: the operator what <c>config/rbac</c> says, the gateway ask, the worker nothing.</summary>
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
        Assert.Equal(["ClusterRoleBinding postrider-gateway-postrider-system"], rendered.OfKind("ClusterRoleBinding").Select(Rendered.Title));
        var clusterWide = rendered.Find("ClusterRole", "postrider-gateway-postrider-system")["rules"]!.AsArray().Select(rule => rule!["resources"]![0]!.GetValue<string>());
        Assert.Equal(["tokenreviews"], clusterWide);
        Assert.Equal(["billing", Chart.Namespace, "shop"], OfOperator(rendered, "Role").Select(NamespaceOf).Order());
        Assert.Equal(["billing", Chart.Namespace, "shop"], OfOperator(rendered, "RoleBinding").Select(NamespaceOf).Order());
        Assert.All(OfOperator(rendered, "Role").Where(role => NamespaceOf(role) != Chart.Namespace), role => Assert.True(JsonNode.DeepEquals(rules, role["rules"])));
        Assert.All(new[] { "operator", "gateway" }, part =>
            Assert.Equal("shop,billing", Variables.Of(rendered, part).Single(variable => variable.Name == "Kubernetes__Namespaces").Value));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Only_the_operator_and_a_gateway_that_checks_tokens_have_a_token_and_a_binding(string set)
    {
        var rendered = Rendered.Of(set);
        var isChecking = Variables.Of(rendered, "gateway").Any(variable => variable is { Name: "Auth__Kubernetes__TokenReview", Value: "true" });
        bool Talks(string name) => IsOperator(name) || (isChecking && name.EndsWith("-gateway", StringComparison.Ordinal));
        var accounts = rendered.OfKind("ServiceAccount").ToDictionary(item => item["metadata"]!["name"]!.GetValue<string>(), item => item["automountServiceAccountToken"]!.GetValue<bool>());
        Assert.Equal(3, accounts.Count);
        Assert.All(accounts, account => Assert.Equal(Talks(account.Key), account.Value));
        Assert.All(rendered.Pods(), pod => Assert.Equal(
            Talks(pod.Workload["metadata"]!["name"]!.GetValue<string>()), pod.Pod["automountServiceAccountToken"]!.GetValue<bool>()));
        Assert.All(Roles(rendered.Objects).SelectMany(item => item["subjects"] as JsonArray ?? []), subject => Assert.True(Talks(subject!["name"]!.GetValue<string>())));
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

    private static IEnumerable<JsonObject> OfOperator(Rendered rendered, string kind) => rendered.OfKind(kind).Where(item => !Rendered.Title(item).Contains("-gateway", StringComparison.Ordinal));

    private static string NamespaceOf(JsonObject item) => item["metadata"]!["namespace"]!.GetValue<string>();

    private static bool IsOperator(string name) => name.EndsWith("-operator", StringComparison.Ordinal);
}
