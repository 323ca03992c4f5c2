using System.Reflection;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Declarations;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Tests.Protocol;

/// <summary>A message class found in the library, with what its declaration says.</summary>
internal sealed record MessageType(Type Class, short MinVersion, short MaxVersion, short FlexibleFrom, MessageDecoder<IMessage> Read)
{
    public static IReadOnlyList<MessageType> All { get; } =
    [
        .. typeof(ApiCatalog).Assembly.GetTypes()
            .Where(type => !type.IsInterface && typeof(IMessage).IsAssignableFrom(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(Of),
    ];

    public static IEnumerable<(MessageType Type, short Version)> AllVersions() =>
        from type in All
        from version in Enumerable.Range(type.MinVersion, type.MaxVersion - type.MinVersion + 1)
        select (type, (short)version);

    public static bool Exists(FieldAttribute field, short version) => version >= field.Since && version <= field.Until;

    public static bool MayBeNull(FieldAttribute field, short version) =>
        version >= field.NullableSince && version <= field.NullableUntil;

    public static FieldAttribute FieldOf(PropertyInfo property) => property.GetCustomAttribute<FieldAttribute>() ?? new FieldAttribute();

    /// <summary>The fields of a message or of a class nested in one, in the order on the wire.</summary>
    public static IEnumerable<PropertyInfo> FieldsOf(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(property => property.CanWrite)
            .OrderBy(property => property.MetadataToken);

    public static bool IsStruct(Type type) => type.IsNested && typeof(IMessage).IsAssignableFrom(type.DeclaringType);

    public static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);

    public override string ToString() => Class.Name;

    private static MessageType Of(Type type)
    {
        var attribute = type.GetCustomAttributes().Single(found => found.GetType().Namespace == typeof(RequestAttribute).Namespace);
        short Number(string name) => (short)attribute.GetType().GetProperty(name)!.GetValue(attribute)!;
        var decoder = typeof(MessageType).GetMethod(nameof(Decoder), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type).Invoke(null, null)!;
        return new MessageType(type, Number("MinVersion"), Number("MaxVersion"), Number("FlexibleFrom"), (MessageDecoder<IMessage>)decoder);
    }

    private static MessageDecoder<IMessage> Decoder<T>()
        where T : class, IMessage<T> => T.Read;
}
