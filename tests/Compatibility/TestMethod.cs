namespace Postrider.Compatibility;

/// <summary>A test by its class, with namespaces, and its method; all cases of a theory are one.</summary>
public readonly record struct TestMethod(string Class, string Method)
{
    /// <summary>Class and method without namespaces.</summary>
    public override string ToString() => $"{Class[(Class.LastIndexOf('.') + 1)..]}.{Method}";
}
