using System.Reflection;

namespace MiniKafka.ArchitectureTests.Surface;

/// <summary>
/// What the compiler wrote down of one type in a signature: for each place in it that could be null, from the outside in and from left to
/// right, whether it may be. One flag alone stands for all places.
/// </summary>
internal sealed class NullableFlags
{
    private const string Attribute = "System.Runtime.CompilerServices.NullableAttribute";
    private const string ContextAttribute = "System.Runtime.CompilerServices.NullableContextAttribute";
    private const byte MayBeNull = 2;
    private readonly byte[] _flags;
    private int _next;

    private NullableFlags(byte[] flags) => _flags = flags;

    public static NullableFlags Of(ParameterInfo parameter) =>
        new(Read(parameter.CustomAttributes, Attribute) ?? Read(parameter.Member.CustomAttributes, ContextAttribute) ?? ContextOf(parameter.Member.DeclaringType));

    public static NullableFlags Of(MemberInfo member) => new(Read(member.CustomAttributes, Attribute) ?? ContextOf(member.DeclaringType));

    /// <summary>Whether the next place may be null.</summary>
    public bool Next() => _flags[_flags.Length == 1 ? 0 : _next++] == MayBeNull;

    private static byte[] ContextOf(Type? type) => type is null ? [0] : Read(type.CustomAttributes, ContextAttribute) ?? ContextOf(type.DeclaringType);

    private static byte[]? Read(IEnumerable<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == name)?.ConstructorArguments[0].Value switch
        {
            byte one => [one],
            IEnumerable<CustomAttributeTypedArgument> many => [.. many.Select(flag => (byte)flag.Value!)],
            _ => null,
        };
}
