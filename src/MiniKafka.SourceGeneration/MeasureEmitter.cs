namespace MiniKafka.SourceGeneration;

/// <summary>Writes the body of a Measure method, where a value that the version cannot express is refused too.</summary>
internal sealed class MeasureEmitter(CodeWriter code, MessageShape shape, StructModel type)
{
    private readonly FieldModel[] _tagged = MessageShape.Tagged(type);

    public void Emit()
    {
        foreach (var (versions, fields) in MessageShape.Groups(type))
        {
            var condition = shape.Condition(versions);
            if (condition.Length == 0)
            {
                EmitFields(fields);
                continue;
            }

            code.Open($"if ({condition})");
            EmitFields(fields);
            code.Close();
            EmitRefusals("else", fields);
        }

        EmitTags();
    }

    /// <summary>A method for every tagged field whose content has no fixed size.</summary>
    public void EmitTagContents()
    {
        foreach (var field in _tagged.Where(field => MessageShape.FixedBytes(field) == 0))
        {
            code.Line();
            code.Open($"private int {TagContent(field)}");
            code.Line("var size = new ProtocolSize(ProtocolSize.NeverSplice);");
            EmitVariable(field);
            code.Line("return size.Buffered;");
            code.Close();
        }
    }

    /// <summary>The length of a tagged field's content as an expression.</summary>
    public static string TagLength(FieldModel field) => MessageShape.FixedBytes(field) is var bytes and > 0
        ? bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : $"MeasureTag{field.Rules.Tag}(version)";

    /// <summary>The test that a tagged field is written.</summary>
    public static string IsWritten(MessageShape shape, FieldModel field)
    {
        var condition = shape.Condition(field.Rules.Versions);
        return condition.Length > 0 ? $"{condition} && !({MessageShape.IsDefault(field)})" : $"!({MessageShape.IsDefault(field)})";
    }

    private static string TagContent(FieldModel field) => $"MeasureTag{field.Rules.Tag}(short version)";

    private void EmitFields(List<FieldModel> fields)
    {
        var bytes = fields.Sum(MessageShape.FixedBytes);
        if (bytes > 0)
        {
            code.Line($"size.Add({bytes});");
        }

        foreach (var field in fields.Where(field => MessageShape.FixedBytes(field) == 0))
        {
            EmitVariable(field);
        }
    }

    private void EmitRefusals(string head, IEnumerable<FieldModel> fields)
    {
        var strict = fields.Where(field => !field.Rules.Ignorable).ToArray();
        if (strict.Length == 0)
        {
            return;
        }

        code.Open(head);
        foreach (var field in strict)
        {
            code.Open($"if (!({MessageShape.IsDefault(field)}))");
            code.Line($"throw ProtocolException.UnsupportedField({shape.Name(field)}, version);");
            code.Close();
        }

        code.Close();
    }

    private void EmitVariable(FieldModel field)
    {
        if (field.IsNullable && MessageShape.NullCondition(field) is { Length: > 0 } condition)
        {
            code.Open($"if ({field.Name} is null && !({condition}))");
            code.Line($"throw ProtocolException.NullNotAllowed({shape.Name(field)}, version);");
            code.Close();
        }

        var compact = shape.CompactOf(field);
        if (field.IsList)
        {
            EmitList(field, compact);
        }
        else if (field.Type == FieldType.Struct)
        {
            EmitSingleStruct(field);
        }
        else
        {
            code.Line($"size.Add{field.Type}({field.Name}, {compact});");
        }
    }

    private void EmitSingleStruct(FieldModel field)
    {
        var hasMarker = field.IsNullable && (field.Rules.Tag < 0 || field.Rules.WireNull);
        if (hasMarker)
        {
            EmitMarker(field);
        }

        code.Line($"{field.Name}{(field.IsNullable ? "?" : "")}.Measure(ref size, version);");
    }

    private void EmitMarker(FieldModel field)
    {
        var condition = MessageShape.NullCondition(field);
        if (condition.Length == 0)
        {
            code.Line("size.Add(1);");
            return;
        }

        code.Open($"if ({condition})");
        code.Line("size.Add(1);");
        code.Close();
    }

    private void EmitList(FieldModel field, string compact)
    {
        if (field.IsNullable)
        {
            code.Open($"if ({field.Name} is null)");
            code.Line($"size.AddNullCount({compact});");
            code.Close();
            code.Open("else");
        }

        code.Line($"size.AddCount({field.Name}.Count, {compact});");
        if (MessageShape.FixedBytes(field.Type) is var bytes and > 0)
        {
            code.Line($"size.AddElements({field.Name}.Count, {bytes});");
        }
        else
        {
            code.Open($"foreach (var item in {field.Name})");
            code.Line(field.Type == FieldType.Struct ? "item.Measure(ref size, version);" : $"size.Add{field.Type}(item, {compact});");
            code.Close();
        }

        if (field.IsNullable)
        {
            code.Close();
        }
    }

    private void EmitTags()
    {
        foreach (var field in _tagged.Where(field => !field.Rules.Ignorable && shape.Condition(field.Rules.Versions).Length > 0))
        {
            EmitRefusals($"if (!({shape.Condition(field.Rules.Versions)}))", [field]);
        }

        if (shape.NeverFlexible)
        {
            return;
        }

        if (!shape.AlwaysFlexible)
        {
            code.Open($"if ({shape.Compact})");
        }

        if (_tagged.Length == 0)
        {
            code.Line("size.AddTagCount(0);");
        }
        else
        {
            EmitTagged();
        }

        if (!shape.AlwaysFlexible)
        {
            code.Close();
        }
    }

    private void EmitTagged()
    {
        code.Line("var tags = 0;");
        foreach (var field in _tagged)
        {
            code.Open($"if ({IsWritten(shape, field)})");
            code.Line($"size.AddTagged({field.Rules.Tag}, {TagLength(field)});");
            code.Line("tags++;");
            code.Close();
        }

        code.Line("size.AddTagCount(tags);");
    }
}
