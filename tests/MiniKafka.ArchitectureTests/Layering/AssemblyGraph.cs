using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MiniKafka.ArchitectureTests.Layering;

/// <summary>
/// Reads a compiled assembly and lists which of its types use which others, method bodies and generated code included.
/// Constants are the one thing it cannot see: the compiler copies their values.
/// </summary>
internal static class AssemblyGraph
{
    public static IReadOnlyList<TypeUse> Read(Stream assembly)
    {
        using var file = new PEReader(assembly);
        var metadata = file.GetMetadataReader();
        var uses = new HashSet<TypeUse>();
        foreach (var handle in metadata.TypeDefinitions)
        {
            var user = Outermost(metadata, handle);
            foreach (var used in TypesUsedBy(file, metadata, metadata.GetTypeDefinition(handle)))
            {
                var other = Outermost(metadata, used);
                if (other != user)
                {
                    uses.Add(new TypeUse(user.Namespace, user.Name, other.Namespace, other.Name));
                }
            }
        }

        return [.. uses];
    }

    /// <summary>The namespaces that hold at least one type.</summary>
    public static IReadOnlyList<string> Namespaces(Stream assembly)
    {
        using var file = new PEReader(assembly);
        var metadata = file.GetMetadataReader();
        return [.. metadata.TypeDefinitions.Select(handle => Outermost(metadata, handle).Namespace).Distinct(StringComparer.Ordinal)];
    }

    private static HashSet<TypeDefinitionHandle> TypesUsedBy(PEReader file, MetadataReader metadata, TypeDefinition type)
    {
        var collector = new TypeCollector(metadata);
        collector.Add(type.BaseType);
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            collector.Add(metadata.GetInterfaceImplementation(implementation).Interface);
        }

        foreach (var field in type.GetFields())
        {
            metadata.GetFieldDefinition(field).DecodeSignature(collector, null);
        }

        collector.AddAttributes(type.GetCustomAttributes());
        collector.AddConstraints(type.GetGenericParameters());
        foreach (var method in type.GetMethods())
        {
            AddMethod(file, metadata, metadata.GetMethodDefinition(method), collector);
        }

        return collector.Found;
    }

    private static void AddMethod(PEReader file, MetadataReader metadata, MethodDefinition method, TypeCollector collector)
    {
        method.DecodeSignature(collector, null);
        collector.AddAttributes(method.GetCustomAttributes());
        collector.AddConstraints(method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(collector, null);
        }

        foreach (var region in body.ExceptionRegions)
        {
            collector.Add(region.CatchType);
        }

        IntermediateLanguage.ForEachToken(body.GetILReader(), collector.Add);
    }

    private static (string Namespace, string Name) Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return (metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }
}
