using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Postrider.Compatibility;

/// <summary>Finds <c>[ProtocolItem]</c> in a built assembly, without loading it or anything that it needs.</summary>
public static class MarkedTests
{
    private const string Mark = "ProtocolItemAttribute";

    public static IReadOnlyList<MarkedTest> Of(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return
        [
            .. from handle in metadata.MethodDefinitions
               let method = metadata.GetMethodDefinition(handle)
               from attribute in method.GetCustomAttributes().Select(metadata.GetCustomAttribute)
               where IsMark(metadata, attribute)
               select new MarkedTest(
                   new(ClassName(metadata, method.GetDeclaringType()), metadata.GetString(method.Name)), Numbers(metadata.GetBlobReader(attribute.Value))),
        ];
    }

    private static bool IsMark(MetadataReader metadata, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
        && metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)parent).Name, Mark);

    // As in reports of test runs: nested classes after a plus.
    private static string ClassName(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var name = metadata.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{ClassName(metadata, outer)}+{name}" : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    // The blob of an attribute whose only argument is an array: a prolog of two bytes, the length, the numbers.
    private static IReadOnlyList<int> Numbers(BlobReader blob)
    {
        blob.ReadUInt16();
        return [.. Enumerable.Range(0, blob.ReadInt32()).Select(_ => blob.ReadInt32())];
    }
}
