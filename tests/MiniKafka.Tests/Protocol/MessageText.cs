using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Protocol;

/// <summary>A message as text, so that two can be compared and their difference seen.</summary>
internal static class MessageText
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        byte[] bytes => Convert.ToHexString(bytes),
        SharedBytes shared => Convert.ToHexString(shared.Sequence.ToArray()),
        IList list => $"[{string.Join(", ", list.Cast<object>().Select(Of))}]",
        _ when MessageType.FieldsOf(value.GetType()).ToArray() is { Length: > 0 } fields && value.GetType().IsClass => Fields(value, fields),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Fields(object value, System.Reflection.PropertyInfo[] fields)
    {
        var text = new StringBuilder("{ ");
        foreach (var property in fields)
        {
            var content = property.GetValue(value);
            var isTaggedStruct = MessageType.FieldOf(property) is { Tag: >= 0, WireNull: false } && MessageType.IsStruct(property.PropertyType);
            var isAbsent = isTaggedStruct && content is not null && Of(content) == Of(Activator.CreateInstance(property.PropertyType));
            text.Append(property.Name).Append(": ").Append(isAbsent ? "null" : Of(content)).Append("; ");
        }

        return text.Append('}').ToString();
    }
}
