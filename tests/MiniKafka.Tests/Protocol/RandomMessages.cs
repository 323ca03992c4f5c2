using System.Reflection;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Protocol;

/// <summary>Fills a message with arbitrary values that a given version can express.</summary>
/// <param name="random">Where they come from.</param>
/// <param name="names">Texts that stand in place of every other arbitrary one, since they mean something to whoever reads the message.</param>
internal sealed class RandomMessages(Random random, params string[] names)
{
    private const string Letters = "abcXYZ019-._ äß€漢🙂";
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>How many items a list has at least; none is null then.</summary>
    public int FewestItems { get; init; }

    public IMessage Create(MessageType type, short version) => (IMessage)Fill(type.Class, version);

    private object Fill(Type type, short version)
    {
        var message = Activator.CreateInstance(type)!;
        foreach (var property in MessageType.FieldsOf(type))
        {
            var field = MessageType.FieldOf(property);
            if (MessageType.Exists(field, version) && !(field.Tag >= 0 && random.Next(2) == 0))
            {
                var isAbsent = field.Tag >= 0 && MessageType.IsStruct(property.PropertyType) && !field.WireNull;
                var isNull = IsNullable(property) && MessageType.MayBeNull(field, version) && random.Next(4) == 0 && !(FewestItems > 0 && MessageType.IsList(property.PropertyType));
                property.SetValue(message, isNull && !isAbsent ? null : Value(property.PropertyType, version));
            }
        }

        return message;
    }

    private object Value(Type type, short version)
    {
        if (MessageType.IsList(type))
        {
            var list = (System.Collections.IList)Activator.CreateInstance(type)!;
            for (var left = FewestItems + random.Next(4 - FewestItems); left > 0; left--)
            {
                list.Add(Value(type.GenericTypeArguments[0], version));
            }

            return list;
        }

        return MessageType.IsStruct(type) ? Fill(type, version) : Simple(Nullable.GetUnderlyingType(type) ?? type);
    }

    private object Simple(Type type)
    {
        var bits = random.Next(3) == 0 ? random.Next(-1, 3) : random.NextInt64(long.MinValue, long.MaxValue);
        return type switch
        {
            _ when type == typeof(bool) => random.Next(2) == 0,
            _ when type == typeof(sbyte) => unchecked((sbyte)bits),
            _ when type == typeof(short) => unchecked((short)bits),
            _ when type == typeof(ushort) => unchecked((ushort)bits),
            _ when type == typeof(int) => unchecked((int)bits),
            _ when type == typeof(uint) => unchecked((uint)bits),
            _ when type == typeof(long) => bits,
            _ when type == typeof(double) => bits / 7.0,
            _ when type == typeof(ErrorCode) => (ErrorCode)unchecked((short)bits),
            _ when type == typeof(Uuid) => new Uuid(unchecked((ulong)bits), unchecked((ulong)random.NextInt64())),
            _ when type == typeof(string) => Text(),
            _ when type == typeof(byte[]) => Raw(random.Next(40)),
            _ when type == typeof(SharedBytes) => new SharedBytes(Raw(random.Next(2) == 0 ? random.Next(40) : random.Next(3000))),
            _ => throw new NotSupportedException(type.ToString()),
        };
    }

    private string Text()
    {
        if (names.Length > 0 && random.Next(2) == 0)
        {
            return names[random.Next(names.Length)];
        }

        var runes = Letters.EnumerateRunes().ToArray();
        return string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => runes[random.Next(runes.Length)].ToString()));
    }

    private byte[] Raw(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static bool IsNullable(PropertyInfo property)
    {
        lock (Nullability)
        {
            return Nullability.Create(property).WriteState == NullabilityState.Nullable;
        }
    }
}
